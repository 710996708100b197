# shellcheck shell=sh
# Rules that make somebody root: those of the removed account go, those of others stay as they are.

# Tried before the account goes, while somebody can still sign in and mend them: what withstands is stuck, and nothing is written.
try_rules() {
  [ -n "$account_facts" ] || return 0
  names=$account
  trying=yes
  remove_rules
  trying=''
}

remove_rules() {
  [ -z "$uid" ] || uid_of_others "$uid" || names="$names
#$uid"
  if ! cut -d: -f1 /etc/group 2>/dev/null | grep -Fqx -e "$account"; then
    names="$names
%$account"
    [ -z "$gid" ] || gid=$gid awk -F: '$3 == ENVIRON["gid"] { found = 1 } END { exit !found }' /etc/group 2>/dev/null || names="$names
%#$gid"
  fi
  # An alias that has nobody in it any more is a name to take out of the rules in turn.
  rounds=0
  while [ "$rounds" -lt 5 ]; do
    : >"$dir/aliases"
    for file in /etc/sudoers /etc/sudoers.d/* /etc/sudoers.d/.[!.]* /etc/sudoers.d/..?* /usr/local/etc/sudoers /usr/local/etc/sudoers.d/*; do edit_sudoers "$file"; done
    included_sudoers | while IFS= read -r file; do edit_sudoers "$file"; done
    [ -s "$dir/aliases" ] || break
    names="$names
$(cat "$dir/aliases")"
    rounds=$((rounds + 1))
  done
  names=$account
  [ -z "$trying" ] || return 0
  for file in /etc/doas.conf /etc/doas.d/*.conf; do
    [ ! -f "$file" ] || edit "$file" "$(doas_program)"
  done
}

# Files that sudoers include from elsewhere; %h stands for the host, and is left out.
included_sudoers() {
  sed -n 's/^[@#]include\(dir\)\{0,1\}[[:space:]][[:space:]]*"\{0,1\}\([^"]*[^"[:space:]]\).*/\2/p' /etc/sudoers /etc/sudoers.d/* 2>/dev/null | sort -u | while IFS= read -r path; do
    case $path in /etc/sudoers.d | *%*) continue ;; /*) ;; *) path="/etc/$path" ;; esac
    if [ -f "$path" ]; then printf '%s\n' "$path"; continue; fi
    for file in "$path"/*; do [ ! -f "$file" ] || printf '%s\n' "$file"; done
  done
}

edit_sudoers() { # edit_sudoers FILE
  [ -f "$1" ] || return 0
  rules=$(target_of "$1") || return 0
  NAMES=$names ALIASES="$dir/aliases" awk "$(sudoers_program)" "$rules" >"$dir/rules" || { stuck "$1"; return 0; }
  ! cmp -s "$dir/rules" "$rules" || return 0
  if have visudo && visudo -cf "$rules" >/dev/null 2>&1 && ! visudo -cf "$dir/rules" >/dev/null 2>&1; then stuck "$1"; return 0; fi
  if [ -n "$trying" ]; then true 2>/dev/null >>"$rules" || have chattr || stuck "$1"; return 0; fi
  # A file that had rules of the account only goes; the main one stays.
  if [ "$1" = /etc/sudoers ] || grep -Eq '^[[:space:]]*([^#[:space:]]|#[0-9i])' "$dir/rules"; then cat "$dir/rules" >"$dir/new"; rewrite "$rules"
  else drop "$1"; fi
}

# Reads rules as sudo does: a line that ends with a backslash goes on in the next one; # begins a comment, unless a number follows; a list
# of users ends where a word is not followed by a comma. A line from which nothing is taken stays as it is, to the letter.
sudoers_program() {
  cat <<'AWK'
BEGIN { n = split(ENVIRON["NAMES"], given, "\n"); for (i = 1; i <= n; i++) if (given[i] != "") gone[given[i]] = 1; account = given[1] }
{ raw = raw $0 "\n"; text = text $0 }
/\\$/ { text = substr(text, 1, length(text) - 1) " "; next }
{ rule(); raw = ""; text = "" }
END { if (raw != "") rule() }
function rule(   head, body, n, i, parts, kept, name, one, out) {
  sub(/^[ \t]+/, "", text)
  if (text == "" || text ~ /^[@#]include/) { printf "%s", raw; return }
  if (text ~ /^#/ && text !~ /^#[0-9]/) { if (!mentions(text)) printf "%s", raw; return }
  if (text ~ /^(Host|Cmnd|Cmd)_Alias[ \t]/) { printf "%s", raw; return }
  if (match(text, /^(User|Runas)_Alias[ \t]+/)) {
    head = substr(text, 1, RLENGTH); body = substr(text, RLENGTH + 1); changed = 0; out = ""
    n = split(body, parts, /[ \t]*:[ \t]*/)
    for (i = 1; i <= n; i++) {
      one = index(parts[i], "="); name = substr(parts[i], 1, one - 1); gsub(/[ \t]/, "", name)
      if (name in gone) { changed = 1; continue }
      kept = without(substr(parts[i], one + 1))
      if (kept == "") { print name >> ENVIRON["ALIASES"]; continue }
      out = out (out == "" ? "" : " : ") name " = " kept
    }
    if (!changed) printf "%s", raw
    else if (out != "") print head out
    return
  }
  if (text ~ /^Defaults[ \t!@]/ || text == "Defaults") { printf "%s", raw; return }
  if (match(text, /^Defaults[:>][ \t]*/)) { head = substr(text, 1, RLENGTH); body = substr(text, RLENGTH + 1) }
  else { head = ""; body = text; if (index(body, "=") == 0) { printf "%s", raw; return } }
  changed = 0
  kept = without(body)
  if (!changed) printf "%s", raw
  else if (kept != "") print head kept " " rest
}
# The list that a text begins with, without who is gone; empty when nobody is left. What follows the list is in rest.
function without(s,   kept, word, who, somebody, more) {
  kept = ""; somebody = 0
  do {
    sub(/^[ \t]+/, "", s)
    word = ""
    while (substr(s, 1, 1) == "!") { word = word "!"; s = substr(s, 2); sub(/^[ \t]+/, "", s) }
    if (match(s, /^[%+]?:?"[^"]*"/) || match(s, /^(\\.|[^ \t,=\\])+/)) { word = word substr(s, 1, RLENGTH); s = substr(s, RLENGTH + 1) }
    who = word; gsub(/^!+/, "", who); gsub(/["\\]/, "", who)
    if (who in gone) changed = 1
    else if (word != "") { kept = kept (kept == "" ? "" : ", ") word; if (word !~ /^!/) somebody = 1 }
    more = match(s, /^[ \t]*,/)
    if (more) s = substr(s, RLENGTH + 1)
  } while (more)
  sub(/^[ \t]+/, "", s)
  rest = s
  return somebody || !changed ? kept : ""
}
function mentions(s,   n, i, words) {
  n = split(s, words, /[^A-Za-z0-9._@-]+/)
  for (i = 1; i <= n; i++) { sub(/[.]+$/, "", words[i]); if (words[i] == account) return 1 }
  return 0
}
AWK
}

# A rule of doas names who may right behind its options.
doas_program() {
  cat <<'AWK'
{
  i = 2
  while (i <= NF && $i ~ /^(nopass|nolog|persist|keepenv|setenv|\{.*|.*\})$/) {
    if ($i ~ /^setenv/ || $i ~ /^\{/) while (i <= NF && $i !~ /\}$/) i++
    i++
  }
  who = $i; gsub(/"/, "", who)
  if ($1 ~ /^(permit|deny)$/ && who == ENVIRON["NAMES"]) next
  print
}
AWK
}
