# shellcheck shell=sh
# Swap on the OS disk: what is on now, and what comes back at the next boot.

check_swap() {
  found=$({
    sed 1d "$root/proc/swaps" | while read -r path _; do report_swap "$path"; done
    swap_of_fstab | while IFS= read -r path; do report_swap "$path" ' in /etc/fstab'; done
    swap_of_cloud_init | while IFS= read -r path; do report_swap "$path" ' by cloud-init'; done
    swap_of_units | while IFS= read -r path; do report_swap "$path" ' by a unit'; done
    swap_of_programs | while IFS= read -r path; do report_swap "$path" ' by a program at boot'; done
    swap_by_type | while IFS= read -r path; do report_swap "$path" ' by its type'; done
  } | awk '{ path = $0; sub(/ (in|by) .*/, "", path) } !seen[path]++' | few)
  fine='none'
  if [ "$(agent_setting ResourceDisk.EnableSwap n)" = y ]; then fine='none; the agent makes one on the resource disk'; fi
  judge swap-on-os-disk must "$found" "$fine"
}

# A swap that comes back at the next boot counts like one that is on. A name that leads to no device counts, since it may be on the OS disk.
report_swap() { # report_swap PATH WHERE
  case $1 in
    UUID=* | LABEL=* | PARTUUID=* | PARTLABEL=*)
      kind=$(printf '%s\n' "${1%%=*}" | tr '[:upper:]' '[:lower:]')
      report_swap "/dev/disk/by-$kind/$(printf '%s\n' "${1#*=}" | tr -d '"')" "${2:-}"
      return
      ;;
    /dev/disk/cloud/azure_resource* | /dev/disk/azure/resource* | /dev/zram* | ephemeral*) return ;;
    /dev/disk/* | /dev/mapper/* | /dev/*/*)
      device=$(readlink -f "$root$1")
      device=${device##*/}
      ;;
    /dev/*) device=${1#/dev/} ;;
    /*) device=$(device_of "$1") ;;
    *) return ;;
  esac
  if [ -z "$device" ] || [ -z "$(disks_of "$device")" ] || on_os_disk "$device"; then printf '%s%s\n' "$1" "${2:-}"; fi
}

swap_of_fstab() { awk '!/^[ \t]*#/ && $3 == "swap" && $4 !~ /(^|,)noauto(,|$)/ { print $1 }' "$root/etc/fstab"; }

# The module swap makes a file at every first boot; mounts may name one too.
swap_of_cloud_init() {
  has_cloud_init || return 0
  cat "$root/etc/cloud/cloud.cfg" "$root"/etc/cloud/cloud.cfg.d/*.cfg | awk '
    /^[ \t]*#/ { next }
    /^swap:/ { inside = 1; file = "/swap.img"; size = ""; line = $0; while (match(line, /(filename|size):[ \t]*[^,} \t]+/)) { take(substr(line, RSTART, RLENGTH)); line = substr(line, RSTART + RLENGTH) } next }
    inside && /^[ \t]+(filename|size):/ { take($0); next }
    inside && /^[^ \t]/ { done() }
    /^[ \t]*-[ \t]*\[.*swap/ { line = $0; sub(/^[ \t]*-[ \t]*\[[ \t]*/, "", line); n = split(line, part, /[ \t]*,[ \t]*/); gsub(/["\047]/, "", part[1]); gsub(/["\047]/, "", part[3]); if (part[3] == "swap") print part[1] }
    END { done() }
    function take(text) { key = text; sub(/^[ \t]+/, "", key); value = key; sub(/:.*/, "", key); sub(/^[^:]*:[ \t]*/, "", value); gsub(/["\047\r]/, "", value); if (key == "size") size = value; else file = value }
    function done() { if (inside && size != "" && size != "0") print file; inside = 0 }'
}

# Units of the system and of whoever made the machine; one that is masked or replaced is none.
swap_of_units() {
  unit_dirs | while read -r place; do
    for unit in "$root$place"/*.swap; do
      if [ "$(unit_file "${unit##*/}")" = "$unit" ] && unit_is_wanted "${unit##*/}"; then
        grep -hs '' "$unit" "$root/usr/lib/systemd/system/${unit##*/}.d"/*.conf "$root/etc/systemd/system/${unit##*/}.d"/*.conf |
          tr -d '\r"' | sed -n 's/^What[[:space:]]*=[[:space:]]*\(.*[^[:space:]]\).*/\1/p' | tail -n 1
      fi
    done
  done
}

# Scripts of the boot, jobs and services that name a swap to swapon, and the packages that make one.
swap_of_programs() {
  {
    for script in "$root/etc/rc.local" "$root/etc/rc.d/rc.local" "$root/etc/init.d/boot.local"; do [ ! -x "$script" ] || cat "$script"; done
    cat "$root/etc/crontab" "$root"/etc/cron.d/* "$root"/var/spool/cron/* "$root"/var/spool/cron/crontabs/* "$root"/var/spool/cron/tabs/*
    for unit in "$root"/etc/systemd/system/*.service "$root"/usr/lib/systemd/system/*.service; do
      if grep -qs 'swapon' "$unit" && unit_is_wanted "${unit##*/}"; then cat "$unit"; fi
    done
  } | tr -d "\r\"'" | awk '!/^[ \t]*[#;]/ {
    for (i = 1; i <= NF; i++) if ($i ~ /(^|[\/=;&|])swapon$/)
      for (j = i + 1; j <= NF; j++) if ($j ~ /^(\/|[A-Z]+=)/) { sub(/[;&|].*/, "", $j); print $j; break }
  }'
  if [ -n "$(unit_file dphys-swapfile.service)" ] && unit_is_wanted dphys-swapfile.service; then
    file=$(sed -n 's/^CONF_SWAPFILE=//p' "$root/etc/dphys-swapfile" | tail -n 1)
    printf '%s\n' "${file:-/var/swap}"
  fi
}

# Partitions whose type says swap: systemd turns them on by itself, and Microsoft looks for them.
swap_by_type() {
  for known in "$root"/run/udev/data/b*; do
    grep -Eqs '^E:(ID_FS_TYPE=swap|ID_PART_ENTRY_TYPE=(0x82|0657fd6d-a4ab-43c4-84e5-0933c84b4f4f))$' "$known" || continue
    name=$(sed -n 's/^DEVNAME=//p' "$root/sys/dev/block/${known##*/b}/uevent")
    [ -z "$name" ] || printf '/dev/%s\n' "$name"
  done
}
