# shellcheck shell=sh
# Homes themselves: what lies deeper than a program puts its files there is no longer of the home, but of a project or a program in it.

# Like walk in each home, down to DEPTH folders.
walk_near() { # walk_near DEPTH EXPRESSION...
  near=$1
  shift
  holders=$(home_holders | real_dirs | with_domains)
  { home_candidates; printf '%s\n' "$holders"; } | real_dirs | while IFS= read -r place; do
    depth=$near
    if is_shallow "$place"; then depth=1
    elif printf '%s\n' "$holders" | grep -Fqx -e "$place"; then depth=$((near + 1)); fi
    walk "$place" -maxdepth "$depth" "$@"
  done
}

# Of folders that homes are in, themselves and those of domains in them: nobody's home, and without a dot file. Domains may stand one
# folder deeper (/home/local/DOMAIN), in one that holds nothing but folders.
with_domains() {
  domains_in | while IFS= read -r holder; do
    printf '%s\n' "$holder"
    case $(find "$holder" -maxdepth 1 ! -type d 2>/dev/null | head -n 1) in '') printf '%s\n' "$holder" | domains_in ;; esac
  done
}

domains_in() {
  while IFS= read -r holder; do
    printf '%s\n' "$holder"
    ! is_shallow "$holder" || continue
    for domain in "$holder"/*; do
      set -- "$domain"/.[!.]*
      if [ ! -d "$domain" ] || [ -L "$domain" ] || [ -e "$1" ] || [ -L "$1" ]; then continue; fi
      cut_field 6 </etc/passwd | grep -Fqx -e "$domain" || printf '%s\n' "$domain"
    done
  done
}
