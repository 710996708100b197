# shellcheck shell=sh
# What is left of the account that was removed, wherever accounts stand. A name is compared as a whole, never as a pattern.

# Kept before the account goes, and for a second attempt, which finds no ovf-env.xml any more.
remember_account() {
  account=$(provisioned_account)
  case $account in
    '' | root | .* | -* | *[!A-Za-z0-9._@-]*) account_facts='' ;;
    *)
      line=$(name=$account awk -F: '$1 == ENVIRON["name"] { print $3 ":" $4 ":" $6; exit }' /etc/passwd)
      [ -z "$line" ] || printf '%s\n' "$line" >"$dir/account-facts"
      account_facts=$(cat "$dir/account-facts" 2>/dev/null || printf '::\n')
      IFS=: read -r uid gid home <<FACTS
$account_facts
FACTS
      case $home in / | [!/]*) home='' ;; esac
      [ -z "$home" ] || ! account_place=$(real_dir "$home") || printf '%s\n' "$account_place" >"$dir/account-place"
      account_place=$(cat "$dir/account-place" 2>/dev/null)
      ;;
  esac
}

# userdel and waagent delete whatever is below the folders that they delete, on whatever file system. What is mounted there is unmounted
# first, and a home that is a link to elsewhere loses the link. What fstab mounts is mounted again at the next boot.
shield_mounts() {
  for folder in "${account_place:-}" /var/lib/waagent /var/log/azure /var/lib/dhcp /var/lib/dhclient /var/lib/dhcpcd /var/lib/cloud; do
    [ -n "$folder" ] || continue
    foreign=$(list_foreign)
    if [ "$folder" = "${account_place:-}" ] && [ -L "$home" ]; then drop "$home"; continue; fi
    printf '%s\n' "$foreign" | sort -r | while read -r layer; do
      [ -n "$layer" ] || continue
      unescape "$layer"
      case $at/ in "$folder"/*) ;; *) case $folder/ in "$at"/*) ;; *) continue ;; esac ;; esac
      # One place may have several mounts, one on the other.
      tries=0
      while [ "$tries" -lt 20 ] && list_foreign | grep -Fqx -e "$layer"; do
        run umount "$at" || run umount -l "$at" || break
        tries=$((tries + 1))
      done
      ! list_foreign | grep -Fqx -e "$layer" || stuck "$at"
    done
  done
  foreign=$(list_foreign)
  own=$(list_own)
}

remove_account_traces() {
  # Backups hold what accounts had, those of accounts that are gone too.
  for file in passwd group shadow gshadow subuid subgid sudoers sudoers-rs; do
    for suffix in - '~' .bak .old .orig .org .save .rpmsave .dpkg-old .dpkg-bak; do drop "/etc/$file$suffix"; done
    for suffix in .dist .rpmnew .dpkg-new .dpkg-dist .tmp .backup; do drop "/etc/$file$suffix"; done
    for copy in "/etc/$file".[0-9] "/etc/$file".bak[-._0-9]* "/etc/$file".orig[-._0-9]*; do drop "$copy"; done
    drop "/etc/.$file.swp" "/etc/#$file#"
    for suffix in .bak '' .bak.0 .bak.1; do drop "/var/backups/$file$suffix"; done
  done
  delete_in /var/mail -type f
  delete_in /var/spool/mail -type f
  # Mail and print jobs that wait: every VM made from the image would send them.
  for queue in maildrop incoming active deferred defer bounce hold corrupt saved flush trace; do delete_in "/var/spool/postfix/$queue" -type f; done
  for queue in exim4/input exim4/msglog exim/input exim/msglog mqueue clientmqueue nullmailer/queue cups; do delete_in "/var/spool/$queue" -type f; done
  [ -n "$account_facts" ] || return 0
  names=$account
  remove_from_databases
  remove_home
  remove_rules
  remove_jobs
  remove_keys
  for place in /var/lib/systemd/linger /var/lib/AccountsService/users /var/lib/AccountsService/icons /var/lib/faillock \
    /var/lib/sudo/lectured /var/lib/sudo/ts /var/lib/sudo /var/db/sudo/lectured /var/db/sudo/ts /var/db/sudo /etc/ssh/authorized_keys.d \
    /etc/ssh/authorized_keys /etc/ssh/authorized-keys /var/lib/pam_ssh_agent /var/spool/cron /var/spool/cron/crontabs /var/spool/cron/tabs; do
    drop "$place/$account"
  done
  # sudo of today keeps these by number.
  [ -z "$uid" ] || uid_of_others "$uid" || for place in /var/lib/sudo /var/db/sudo; do drop "$place/lectured/$uid" "$place/ts/$uid"; done
}

# shellcheck disable=SC2016 # programs of awk
remove_from_databases() {
  # userdel does most of this; what it left, or a system without its defaults, is done here.
  for file in shadow gshadow subuid subgid security/opasswd; do
    [ ! -f "/etc/$file" ] || edit "/etc/$file" -F: '$1 != ENVIRON["NAMES"]'
  done
  for file in group gshadow; do
    [ ! -f "/etc/$file" ] || edit "/etc/$file" -F: -v OFS=: '
      function without(list, n, parts, i, kept) {
        n = split(list, parts, ","); kept = ""
        for (i = 1; i <= n; i++) if (parts[i] != ENVIRON["NAMES"]) kept = kept (kept == "" ? "" : ",") parts[i]
        return kept
      }
      /^[#+-]/ || NF < 4 { print; next }
      { new4 = without($4); if (new4 != $4) $4 = new4
        if (FILENAME ~ /gshadow/) { new3 = without($3); if (new3 != $3) $3 = new3 }
        print }'
  done
  # Its own group goes with it, unless somebody else is in it by now.
  if [ -n "$gid" ] && [ -f /etc/group ] && ! gid=$gid awk -F: '$4 == ENVIRON["gid"] { found = 1 } END { exit !found }' /etc/passwd; then
    edit /etc/group -F: -v gid="$gid" '!($1 == ENVIRON["NAMES"] && $3 == gid && $4 == "")'
  fi
  if [ -n "$uid" ] && ! uid_of_others "$uid"; then
    for file in subuid subgid; do
      [ ! -f "/etc/$file" ] || edit "/etc/$file" -F: -v uid="$uid" '$1 != uid'
    done
  fi
}

# Its home goes also where userdel passes over it: one that is a link, or that userdel takes for somebody else's.
remove_home() {
  if [ -z "$account_place" ] || [ ! -d "$account_place" ] || [ -L "$account_place" ] || is_foreign "$account_place" || is_shallow "$account_place"; then return 0; fi
  case $account_place in /home | /root | /var/home | /var/roothome) return 0 ;; esac
  if homes_of_others | prefix="$account_place/" awk 'index($0 "/", ENVIRON["prefix"]) == 1 { found = 1 } END { exit !found }'; then return 0; fi
  drop_tree "$account_place"
  rmdir "$account_place" 2>/dev/null || :
}

homes_of_others() {
  cut_field 6 </etc/passwd | sort -u | while IFS= read -r other; do
    printf '%s\n' "$other"
    [ -z "$other" ] || real_dir "$other"
  done
}

# Keys where AuthorizedKeysFile says: they would let somebody in as soon as an account of that name, number or home is made.
remove_keys() {
  number=$uid
  place=$home
  if [ -n "$uid" ] && uid_of_others "$uid"; then number=''; fi
  if homes_of_others | grep -Fqx -e "${home:-/}"; then place=''; fi
  key_files_of "$account" "${place:-/nowhere}" "${number:-none}" | while IFS= read -r file; do
    [ -f "$file" ] || continue
    drop "$file"
    case ${file%/*} in */"$account") rmdir "${file%/*}" 2>/dev/null ;; esac
  done
}

# Crontabs and jobs of at; lines of the system's own crontabs that run as the account.
# shellcheck disable=SC2016 # programs of awk
remove_jobs() {
  if [ -n "$uid" ] && ! uid_of_others "$uid"; then
    for place in /var/spool/at /var/spool/atjobs /var/spool/atspool /var/spool/cron /var/tmp; do delete_in "$place" -type f -user "$uid"; done
  fi
  for file in /etc/crontab /etc/cron.d/*; do
    [ ! -f "$file" ] || edit "$file" '
      /^[ \t]*#/ || /^[ \t]*[A-Za-z_][A-Za-z_0-9]*[ \t]*=/ { print; next }
      { user = $1 ~ /^@/ ? $2 : $6 }
      user != ENVIRON["NAMES"]'
  done
  for file in /etc/cron.allow /etc/cron.deny /etc/at.allow /etc/at.deny /etc/cron.d/cron.allow /var/spool/cron/allow /var/spool/cron/deny; do
    [ ! -f "$file" ] || edit "$file" '{ line = $0; gsub(/^[ \t]+|[ \t]+$/, "", line) } line != ENVIRON["NAMES"]'
  done
}
