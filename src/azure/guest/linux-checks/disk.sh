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

check_state_disk() { judge state-disk must "$(carrying_mount)" 'the OS disk'; }

check_os_disk() {
  os_disk=$(disks_of "$(device_of /)")
  if [ -n "$os_disk" ]; then check_swap; check_partitions; check_first_megabyte
  else report unchecked should 'swap-on-os-disk, root-partition, first-megabyte: the disk of / could not be told'; fi
}

check_free_space() {
  free=$(df -Pk "$root/" | awk 'NR == 2 { print int($4 / 1024) }')
  if [ "${free:-0}" -ge 1024 ]; then report free-space fine "$free MiB"; else report free-space should "${free:-0} MiB"; fi
}
