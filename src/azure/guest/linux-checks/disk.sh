# shellcheck shell=sh
# The OS disk, read from /proc and /sys, since lsblk and findmnt are not everywhere.

# The name that the kernel has for the device a path is on.
device_of() { # device_of PATH
  device=$(path=$1 awk '
    { at = $5; path = ENVIRON["path"]; for (i = 7; $i != "-" && i < NF; i++); }
    (at == "/" || at == path || index(path, at "/") == 1) && length(at) >= best { best = length(at); name = $3 " " $(i + 2) }
    END { print name }' "$root/proc/self/mountinfo")
  name=$(sed -n 's/^DEVNAME=//p' "$root/sys/dev/block/${device%% *}/uevent")
  printf '%s\n' "${name:-${device##*/}}"
}

on_os_disk() { disks_of "$1" | grep -Fqx -e "$os_disk"; }

check_swap() {
  found=$({
    sed 1d "$root/proc/swaps" | while read -r path _; do report_swap "$path"; done
    swap_of_fstab | while IFS= read -r path; do report_swap "$path" ' in /etc/fstab'; done
    swap_of_cloud_init | while IFS= read -r path; do report_swap "$path" ' by cloud-init'; done
    swap_of_units | while IFS= read -r path; do report_swap "$path" ' by a unit'; done
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

swap_of_units() {
  for unit in "$root"/etc/systemd/system/*.swap; do
    if [ -f "$unit" ] && unit_is_wanted "${unit##*/}"; then sed -n 's/^What=//p' "$unit"; fi
  done
}

check_partitions() {
  found=$(awk '{ for (i = 7; $i != "-" && i < NF; i++); } $(i + 2) ~ /^\/dev\// && $(i + 2) !~ /^\/dev\/loop/ && !seen[$3]++ { print $3, $5 }' "$root/proc/self/mountinfo" | while read -r number at; do
    case $at in / | /boot | /boot/* | /efi) continue ;; esac
    if on_os_disk "$(sed -n 's/^DEVNAME=//p' "$root/sys/dev/block/$number/uevent")"; then printf '%s\n' "$at"; fi
  done | few)
  judge root-partition should "$found" 'a single one'
  found=$(for uuid in "$root"/sys/class/block/dm-*/dm/uuid; do
    device=${uuid%/dm/uuid}
    if grep -q '^LVM-' "$uuid" && on_os_disk "${device##*/}"; then cat "$device/dm/name"; fi
  done | few)
  judge lvm-on-os-disk should "$found" 'none'
}

check_first_megabyte() {
  first=$(for disk in $os_disk; do cat "$root/sys/block/$disk"/*/start; done | sort -n | head -n 1)
  if [ "${first:-0}" -ge 2048 ]; then report first-megabyte fine "the first partition starts at sector $first"
  else report first-megabyte must "the first partition starts at sector ${first:-0}"; fi
}

check_os_disk() {
  os_disk=$(disks_of "$(device_of /)")
  if [ -n "$os_disk" ]; then check_swap; check_partitions; check_first_megabyte
  else report unchecked should 'swap-on-os-disk, root-partition, first-megabyte: the disk of / could not be told'; fi
}

check_free_space() {
  free=$(df -Pk "$root/" | awk 'NR == 2 { print int($4 / 1024) }')
  if [ "${free:-0}" -ge 1024 ]; then report free-space fine "$free MiB"; else report free-space should "${free:-0} MiB"; fi
}
