# shellcheck shell=sh
# What is mounted where, so that nothing is looked for or deleted on a file system that is not the machine's own.

# The disks under a device, through partitions, LVM and RAID.
disks_of() ( # disks_of DEVICE
  layered=''
  for below in "$root/sys/class/block/$1/slaves"/*; do
    if [ -e "$below" ]; then layered=yes; disks_of "${below##*/}"; fi
  done
  [ -z "$layered" ] || exit 0
  for disk in "$root"/sys/block/*; do
    if [ -n "$1" ] && { [ -e "$disk/$1" ] || [ "${disk##*/}" = "$1" ]; }; then printf '%s\n' "${disk##*/}"; fi
  done
)

# The name that the kernel has for a device.
device_name() { # device_name MAJOR:MINOR SOURCE
  name=$(sed -n 's/^DEVNAME=//p' "$root/sys/dev/block/$1/uevent" 2>/dev/null)
  printf '%s\n' "${name:-${2##*/}}"
}

# Each mount that can be seen, as number, place and source; one that lies under another is none. A space in a place is \040, as the kernel writes it.
seen_mounts() {
  awk '
    { n++; id[n] = $1; parent[n] = $2; number[n] = $3; at[n] = $5; line[$1] = n
      for (i = 7; $i != "-" && i < NF; i++); source[n] = $(i + 2) }
    function covers(j, k) { # whether mount j hides mount k
      if (j == k) return 0
      if (parent[j] == id[k]) return at[j] == at[k]
      if (parent[j] != parent[k] || at[j] == at[k]) return 0
      return at[j] == "/" || index(at[k], at[j] "/") == 1
    }
    END {
      for (k = 1; k <= n; k++) {
        hidden = 0; steps = 0
        for (m = k; m && !hidden && steps++ < 50; m = line[parent[m]] == m ? 0 : line[parent[m]])
          for (j = 1; j <= n; j++) if (covers(j, m) && (m == k || at[j] != at[m])) hidden = 1
        if (!hidden) print number[k], at[k], source[k]
      }
    }' "$root/proc/self/mountinfo" 2>/dev/null
}

# Mounts of other file systems. The folders that a system may have on partitions of their own, on the same disk, are no other ones.
list_foreign() {
  seen_mounts | {
    home_numbers='' os_disks='' others=''
    while read -r number at source; do
      case $at in
        / | /etc) home_numbers="$home_numbers $number "; [ "$at" = /etc ] || os_disks=$(disks_of "$(device_name "$number" "$source")") ;;
        *) others="$others$number $at $source
" ;;
      esac
    done
    printf '%s' "$others" | while read -r number at source; do
      case $at in
        /boot | /boot/efi | /efi | /home | /opt | /root | /srv | /tmp | /usr | /usr/local | /usr/share/oem | /oem | /var | /var/cache | \
          /var/home | /var/lib | /var/log | /var/log/audit | /var/mail | /var/opt | /var/roothome | /var/spool | /var/tmp)
          case $home_numbers in *" $number "*) continue ;; esac
          [ -z "$os_disks" ] || ! disks_of "$(device_name "$number" "$source")" | grep -Fqx -e "$os_disks" || continue
          ;;
      esac
      printf '%s\n' "$at"
    done
  }
}

# Sets `at` to a place as it is, of which the kernel writes a space as \040.
unescape() { # unescape PLACE
  at=$1
  case $at in *\\*) at=$(printf '%b.' "$(printf '%s' "$1" | sed 's/\\\([0-7][0-7][0-7]\)/\\0\1/g')") && at=${at%.} ;; esac
}

# Whether a path, links followed already, lies on another file system.
is_foreign() { # is_foreign PATH
  while read -r line; do
    [ -n "$line" ] || continue
    unescape "$line"
    case $1/ in "$at"/*) return 0 ;; esac
  done <<LIST
$foreign
LIST
  return 1
}

# The mount that the machine's own state lies on: it cannot be taken from under a machine that runs, so a deprovision refuses there.
carrying_mount() {
  printf '%s\n' "$foreign" | while read -r line; do
    [ -n "$line" ] || continue
    unescape "$line"
    case $agent_dir/ in "$at"/*) printf '%s\n' "$at" ;; esac
  done | head -n 1
}

# The folder that a path leads to in the end, links followed.
real_dir() { # real_dir DIR
  [ -d "$root$1" ] || return 1
  # A dot at the end keeps a line feed that may be the last character of the name.
  real=$(cd -P "$root$1" 2>/dev/null && pwd -P && echo .) || return 1
  real=${real%??}
  real=${real#"$root"}
  printf '%s\n' "${real:-/}"
}

# Like find DIR EXPRESSION... with an action at its end, but never on another file system; no link below DIR is followed.
# An -o is in brackets of the expression's own; the action is not, or busybox forgets to carry it out.
walk() { # walk DIR EXPRESSION...
  start=$(real_dir "$1") || return 0
  shift
  ! is_foreign "$start" || return 0
  while read -r line; do
    [ -n "$line" ] || continue
    unescape "$line"
    case $at in "${start%/}"/*) set -- -path "$root$(pattern_of "$at")" -prune -o "$@" ;; esac
  done <<LIST
$foreign
LIST
  find "$root$start" -xdev "$@" 2>/dev/null
  for at in $own; do
    case $at in "${start%/}"/*) find "$root$at" -xdev "$@" 2>/dev/null ;; esac
  done
  return 0
}

# A name as a pattern that fits nothing else.
pattern_of() { printf '%s\n' "$1" | sed 's/[][*?\\]/\\&/g'; }

# The own file systems below /; of the places that list_foreign knows none has a space in its name.
list_own() {
  seen_mounts | while read -r _ spot _; do
    case $spot in /var* | /home | /opt | /root | /srv | /tmp | /usr/*) printf '%s\n' "$spot" ;; esac
  done | grep -Fvx -e "${foreign:-/}" | sort -u
}
