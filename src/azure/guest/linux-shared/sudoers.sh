# shellcheck shell=sh
# The rules of sudo, read as sudo reads them: which files they are in, and what is left of them without an account.

# Every file that sudo reads, with what those files include in turn.
sudoers_files() {
  reached=$(
    for file in /etc/sudoers /etc/sudoers-rs /usr/etc/sudoers /usr/local/etc/sudoers; do
      for found in "$file" "$file".d/* "$file".d/.[!.]* "$file".d/..?*; do printf '%s\n' "$found"; done
    done | unfold
  )
  fresh=$reached
  while [ -n "$fresh" ]; do
    fresh=$(printf '%s\n' "$fresh" | while IFS= read -r file; do included_by "$file"; done | unfold | sort -u | grep -Fvx -e "${reached:-/}")
    [ -z "$fresh" ] || reached="$reached
$fresh"
  done
  printf '%s\n' "$reached" | grep .
}

# Reads patterns: the files that they are, and those in the folders that they are. A blank is part of a name.
unfold() (
  while IFS= read -r pattern; do
    IFS=
    # shellcheck disable=SC2086 # a pattern
    for found in "$root"$pattern; do
      if [ -d "$found" ]; then set -- "$found"/* "$found"/.[!.]*; else set -- "$found"; fi
      for file in "$@"; do [ ! -f "$file" ] || printf '%s\n' "${file#"$root"}"; done
    done
  done
)

# A path is looked for beside the file that names it. %h stands for the host, which has another name in another VM: any counts.
# KIND is dir for folders alone, empty for files alone.
included_by() { # included_by FILE [KIND]
  kind='\(dir\)\{0,1\}'
  [ $# -lt 2 ] || kind=$2
  sed -n "s/^[[:space:]]*[@#]include${kind}[[:space:]][[:space:]]*//p" "$root$1" 2>/dev/null | tr : '\n' |
    sed 's/[[:space:]]*$//; s/["\\]//g; s/%h/*/g' | while IFS= read -r path; do
    case $path in '') ;; /*) printf '%s\n' "$path" ;; *) printf '%s\n' "${1%/*}/$path" ;; esac
  done
}

# Sets `names` to whom rules are taken from: the account, its number, its group where that goes with it, and aliases that have nobody else.
know_gone() { # know_gone ACCOUNT UID GID
  names=$1
  [ -z "$2" ] || uid_of_others "$2" "$1" || names="$names
#$2"
  more=$(groups_gone "$1" "$3")
  [ -z "$more" ] || names="$names
$more"
  rounds=0
  while [ "$rounds" -lt 5 ]; do
    more=$(sudoers_files | while IFS= read -r file; do sudoers_of "$root$file" aliases; done | sort -u | grep -Fvx -e "$names")
    [ -n "$more" ] || break
    names="$names
$more"
    rounds=$((rounds + 1))
  done
}

# As rules name them: the group of the account's own name and its number, unless somebody else is in it.
groups_gone() { # groups_gone ACCOUNT GID
  shared=$(name=$1 number=$2 awk -F: '$1 != ENVIRON["name"] && $4 == ENVIRON["number"] { print "yes"; exit }' "$root/etc/passwd")
  grep -s '' "$root/etc/group" | name=$1 number=$2 shared=$shared awk -F: '
    $1 == ENVIRON["name"] { if ($3 != ENVIRON["number"] || ENVIRON["shared"] || $4 != "" && $4 != $1) stays = 1; next }
    $3 == ENVIRON["number"] { taken = 1 }
    END { if (!stays) print "%" ENVIRON["name"]; if (!stays && !taken && ENVIRON["number"] != "") print "%#" ENVIRON["number"] }'
}

uid_of_others() { uid_is=$1 but=${2:-} awk -F: '$1 != ENVIRON["but"] && $3 == ENVIRON["uid_is"] { found = 1 } END { exit !found }' "$root/etc/passwd"; } # uid_of_others UID [BUT]

# The rules that name the account that goes and stay though: those that run something as it, and those of others' file systems and of the vendor.
sudoers_left() { # sudoers_left ACCOUNT UID GID
  know_gone "$@"
  sudoers_files | while IFS= read -r file; do
    real=$(readlink -f "$root$file")
    gone=$names
    if is_foreign "${real#"$root"}" || is_vendors "$file"; then gone=' '; fi
    [ -z "$(NAMES=$gone ACCOUNT=$1 WHAT=left awk "$(sudoers_program)" "$root$file")" ] || printf '%s\n' "$file"
  done
}

is_vendors() { case $1 in /usr/etc/*) return 0 ;; *) return 1 ;; esac; }

# What is left of a file without `names`: WHAT is rules, aliases (those that have nobody any more).
sudoers_of() { NAMES=$names ACCOUNT=${names%%"
"*} WHAT=$2 awk "$(sudoers_program)" "$1"; } # sudoers_of FILE WHAT

# Reads rules as sudo does: a line that ends with a backslash goes on in the next one; # begins a comment, unless a number follows; a list
# of users ends where a word is not followed by a comma. A line from which nothing is taken stays as it is, to the letter.
sudoers_program() {
  cat <<'AWK'
BEGIN { n = split(ENVIRON["NAMES"], given, "\n"); for (i = 1; i <= n; i++) if (given[i] != "") gone[given[i]] = 1; account = ENVIRON["ACCOUNT"]; what = ENVIRON["WHAT"] }
{ raw = raw $0 "\n"; text = text $0; sub(/\r$/, "", text) }
text ~ /\\$/ { text = substr(text, 1, length(text) - 1) " "; next }
{ rule(); raw = ""; text = "" }
END { if (raw != "") rule() }
function rule(   head, body, n, i, parts, kept, name, one, out) {
  sub(/^[ \t]+/, "", text)
  if (text == "" || text ~ /^[@#]include/) { if (what == "rules") printf "%s", raw; return }
  if (text ~ /^#/ && text !~ /^#[0-9]/) { if (what == "rules" && !mentions(text)) printf "%s", raw; return }
  if (text ~ /^(Host|Cmnd|Cmd|Runas)_Alias[ \t]/) { stays(raw); return }
  if (match(text, /^User_Alias[ \t]+/)) {
    head = substr(text, 1, RLENGTH); body = substr(text, RLENGTH + 1); changed = 0; out = ""
    n = split(body, parts, /[ \t]*:[ \t]*/)
    for (i = 1; i <= n; i++) {
      one = index(parts[i], "="); name = substr(parts[i], 1, one - 1); gsub(/[ \t]/, "", name)
      if (name in gone) { changed = 1; continue }
      kept = without(substr(parts[i], one + 1))
      if (kept == "") { if (what == "aliases") print name; changed = 1; continue }
      out = out (out == "" ? "" : " : ") name " = " kept
    }
    if (!changed) stays(raw)
    else if (out != "") stays(head out "\n")
    return
  }
  if (text ~ /^Defaults[ \t!@]/ || text == "Defaults") { stays(raw); return }
  if (match(text, /^Defaults[:>][ \t]*/)) { head = substr(text, 1, RLENGTH); body = substr(text, RLENGTH + 1) }
  else { head = ""; body = text; if (index(body, "=") == 0) { stays(raw); return } }
  changed = 0
  kept = without(body)
  if (!changed) stays(raw)
  else if (kept != "") stays(head kept " " rest "\n")
}
function stays(s) { if (what == "rules") printf "%s", s; else if (what == "left" && mentions(s)) print "left" }
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
