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
  know_gone "$account" "$uid" "$gid"
  sudoers_files | while IFS= read -r file; do edit_sudoers "$file"; done
  names=$account
  [ -z "$trying" ] || return 0
  for file in /etc/doas.conf /usr/local/etc/doas.conf /etc/doas.d/*.conf; do
    [ ! -f "$file" ] || edit "$file" "$(doas_program)"
  done
}

edit_sudoers() { # edit_sudoers FILE
  if is_vendors "$1" || ! rules=$(target_of "$1"); then return 0; fi
  sudoers_of "$rules" rules >"$dir/rules" || { stuck "$1"; return 0; }
  ! cmp -s "$dir/rules" "$rules" || return 0
  if have visudo && visudo -cf "$rules" >/dev/null 2>&1 && ! visudo -cf "$dir/rules" >/dev/null 2>&1; then stuck "$1"; return 0; fi
  if [ -n "$trying" ]; then true 2>/dev/null >>"$rules" || have chattr || stuck "$1"; return 0; fi
  # A file that had rules of the account only goes, with what it is a link to; one that is named by another file must be there.
  if grep -Eq '^[[:space:]]*([^#[:space:]]|#[0-9i])' "$dir/rules" || is_named "$1"; then cat "$dir/rules" >"$dir/new"; rewrite "$rules"
  else drop "$1" "$rules"; fi
}

is_named() { # is_named FILE
  case $1 in */etc/sudoers | */etc/sudoers-rs) return 0 ;; esac
  sudoers_files | while IFS= read -r file; do included_by "$file" ''; done | unfold | grep -Fqx -e "$1"
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
