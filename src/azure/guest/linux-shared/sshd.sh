# shellcheck shell=sh
# The settings of the SSH server, and the keys that it lets in.

find_sshd() {
  for sshd in "$root/etc/ssh/sshd_config" "$root/usr/etc/ssh/sshd_config" ''; do [ ! -f "$sshd" ] || break; done
}

# The settings in the order in which sshd reads them: the first of a name counts, Include is followed, Match is for some only.
sshd_lines() { # sshd_lines FILE DEPTH
  sed 's/[#].*//; s/=/ /; s/"//g' "$1" | while read -r key value; do
    case $key in
      [Mm][Aa][Tt][Cc][Hh]) break ;;
      [Ii][Nn][Cc][Ll][Uu][Dd][Ee])
        for pattern in $value; do
          case $pattern in /*) ;; *) pattern="/etc/ssh/$pattern" ;; esac
          for file in "$root"$pattern; do
            if [ -f "$file" ] && [ "$2" -lt 4 ]; then sshd_lines "$file" $(($2 + 1)); fi
          done
        done
        ;;
      ?*) printf '%s %s\n' "$key" "$value" ;;
    esac
  done
}

sshd_values() { sshd_lines "$sshd" 0 | awk -v name="$1" 'tolower($1) == name { $1 = ""; print; exit }'; }

sshd_setting() { sshd_lines "$sshd" 0 | awk -v name="$1" 'tolower($1) == name { print $2; exit }'; }

# Where sshd looks for the keys of each account, when that is somewhere else.
key_files() {
  [ -f "$sshd" ] || return 0
  for pattern in $(sshd_values authorizedkeysfile); do
    case $pattern in none | .ssh/authorized_keys | .ssh/authorized_keys2 | %h/.ssh/authorized_keys) continue ;; esac
    pattern=$pattern awk -F: '!/^[#+-]/ && NF > 5 && $1 != ENVIRON["provisioned"] {
      path = ENVIRON["pattern"]; out = ""
      while (match(path, /%[uh%]/)) {
        kind = substr(path, RSTART + 1, 1)
        out = out substr(path, 1, RSTART - 1) (kind == "u" ? $1 : kind == "h" ? $6 : "%")
        path = substr(path, RSTART + 2)
      }
      out = out path
      print (out ~ /^\// ? out : $6 "/" out)
    }' "$root/etc/passwd"
  done
}

# cloud-init's line in root's file, which only says whom to sign in as, is no key of anybody.
authorized_keys() {
  {
    walk_homes -type f -path '*/.ssh/authorized_keys*' -print
    key_files | while IFS= read -r file; do [ ! -f "$root$file" ] || printf '%s\n' "$root$file"; done
  } | sort -u | while IFS= read -r file; do
    if grep -Eqv 'Please login as the user|^[[:space:]]*(#.*)?$' "$file"; then printf '%s\n' "$file"; fi
  done | below_root
}
