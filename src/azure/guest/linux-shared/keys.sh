# shellcheck shell=sh
# The files of keys that the SSH server lets people in by, wherever sshd_config has them.

# Where sshd looks for keys, also for some accounts only, apart from its usual place.
key_patterns() {
  [ -f "$sshd" ] || return 0
  sshd_lines "$sshd" 0 all | awk 'tolower($1) == "authorizedkeysfile" { for (i = 2; i <= NF; i++) print $i }' |
    sort -u | grep -Evx 'none|(%h/)?\.ssh/authorized_keys2?' | awk '!/^(\/|%h)/ { $0 = "%h/" $0 } { print }'
}

# Reads patterns: what they are for one account.
fill_in() { # fill_in NAME HOME UID
  name=$1 home_is=$2 number=$3 awk '{
    path = $0; out = ""
    while (match(path, /%[uUh%]/)) {
      kind = substr(path, RSTART + 1, 1)
      out = out substr(path, 1, RSTART - 1) (kind == "u" ? ENVIRON["name"] : kind == "U" ? ENVIRON["number"] : kind == "h" ? ENVIRON["home_is"] : "%")
      path = substr(path, RSTART + 2)
    }
    print out path
  }'
}

# Files that are of one account alone, since sshd finds them by its name, its number or its home.
key_files_of() { key_patterns | grep '%[uUh]' | fill_in "$@"; } # key_files_of NAME HOME UID

# Files of all others. People of a directory are in no passwd: any name counts, and so does any folder that may be a home.
key_files() {
  own_files=$(key_files_of "$provisioned" "$leaving_home" "$leaving_uid")
  {
    key_patterns | grep -v %h | fill_in '*' '' '*' | while IFS= read -r path; do existing "$path"; done
    patterns=$(key_patterns | grep %h)
    [ -z "$patterns" ] || people_homes | while IFS= read -r place; do
      printf '%s\n' "$patterns" | fill_in '*' "$place" '*' | while IFS= read -r path; do existing "$path"; done
    done
  } | grep -Fvx -e "${own_files:-/}"
}

people_homes() {
  {
    cut_field 6 <"$root/etc/passwd"
    printf '/root\n'
    home_holders | real_dirs | while IFS= read -r holder; do
      ! is_shallow "$holder" || continue
      for place in "$root$holder"/* "$root$holder"/*/* "$root$holder"/*/*/*; do
        [ ! -d "$place" ] || printf '%s\n' "${place#"$root"}"
      done
    done
  } | sort -u
}

# Reads links: the files of keys that they lead to. What a link in the home that goes leads to stays, and is named itself.
linked_keys() {
  while IFS= read -r link; do
    for file in "$link" "$link"/authorized_keys*; do
      [ -f "$file" ] || continue
      printf '%s\n' "$file"
      case ${file#"$root"} in "${leaving_home:-/nowhere}"/*) readlink -f "$file" ;; esac
    done
  done
}

# cloud-init's line in root's file, which only says whom to sign in as, is no key of anybody.
authorized_keys() {
  {
    walk_homes -type f -path '*/.ssh/authorized_keys*' -print
    walk_homes -type l \( -name .ssh -o -path '*/.ssh/authorized_keys*' \) -print | linked_keys
    key_files | while IFS= read -r file; do printf '%s\n' "$root$file"; done
  } | sort -u | while IFS= read -r file; do
    if grep -Eqv '^[^#]*command="echo .?Please login as the user|^[[:space:]]*(#.*)?$' "$file"; then printf '%s\n' "$file"; fi
  done | below_root
}
