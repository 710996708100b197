#!/bin/sh
# Looks whether this VM would pass the certification of Marketplace images; changes nothing, and prints code|level|detail, a line a check.
#
# The first line is CAPTURE_CHECKS=<format>; the last is CAPTURE_RC=0 with how many lines there are, so that cut output is noticed. All of it
# stays under the 4 KB that Run Command keeps. Names, paths and numbers are printed, never what a file holds. The sources of the rules
# are in readiness.ts. CHECK_ROOT is a folder with a guest's files, for tests; empty in a VM.
set -u
export LC_ALL=C PYTHONDONTWRITEBYTECODE=1
root="${CHECK_ROOT:-}"
PATH="${PATH:-}:$root/usr/local/sbin:$root/usr/local/bin:$root/usr/sbin:$root/usr/bin:$root/sbin:$root/bin:$root/usr/share/oem/bin"
exec 2>/dev/null
# shellcheck disable=SC2034 # its parts use it
agent_dir=/var/lib/waagent
findings=''

report() { # report CODE LEVEL DETAIL
  findings="$findings$1|$2|$3
"
}

# Says "fine" when there is nothing in DETAIL to complain about.
judge() { # judge CODE LEVEL DETAIL FINE
  if [ -n "$3" ]; then report "$1" "$2" "$3"; else report "$1" fine "$4"; fi
}

have() { command -v "$1" >/dev/null; }

at_least() { # at_least VERSION MINIMUM
  printf '%s %s\n' "$1" "$2" | awk '{
    n = split($1, have, "."); m = split($2, want, ".")
    for (i = 1; i <= n || i <= m; i++) if (have[i] + 0 != want[i] + 0) exit (have[i] + 0 < want[i] + 0)
  }'
}

# -- the parts --

know_leaving

if [ "$(id -u)" != 0 ]; then
  printf 'This must run as root.\nCAPTURE_RC=3\n'
  exit 3
fi
check_architecture
check_agent
check_provisioning
check_provisioned_account
check_serial_console
check_boot_parameters
check_kernel_options
check_modules
check_sack
check_os_disk
check_state_disk
check_free_space
check_openssl
check_python
check_omi
check_glibc
check_passwords
check_keys
check_histories
check_identities
check_sshd
check_sudoers
check_network
check_repositories

# The gravest first, so that what does not fit any more is what is fine.
echo CAPTURE_CHECKS=1
printf '%s' "$findings" | awk '
  match($0, /^[a-z0-9-]+\|(must|should|fine)\|/) {
    head = substr($0, 1, RLENGTH); detail = substr($0, RLENGTH + 1, 180)
    gsub(/\|/, "/", detail); gsub(/[^ -~]/, "?", detail)
    rank = head ~ /must/ ? 1 : head ~ /should/ ? 2 : 3
    lines[rank, ++count[rank]] = head detail
  }
  END {
    for (rank = 1; rank <= 3; rank++) for (i = 1; i <= count[rank]; i++) {
      size += length(lines[rank, i]) + 1
      if (size <= 3900) { print lines[rank, i]; shown++ } else left++
    }
    printf "CAPTURE_RC=0 %d findings, %d left out\n", shown, left
  }'
