#!/bin/sh
# Deprovisions this VM out of the agent's reach and powers it off; CAPTURE_ID='...' and DELAY_SECONDS='...' are put in front, below the first line.
#
# Run Command answers through the very agent that a deprovision wipes, so this script only looks, keeps a copy of itself
# in /run, has that copy run later ("work") and returns. Its last line is CAPTURE_RC=<n>. The VM powers off only once
# there is proof that waagent did its work: that it stopped is the answer.
# shellcheck disable=SC2034,SC2154 # its parts use some of these names, and set others
set -u
umask 077
PATH="${PATH:-}:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
CAPTURE_ID="${CAPTURE_ID:-}"
DELAY_SECONDS="${DELAY_SECONDS:-45}"
WATCH_SECONDS="${WATCH_SECONDS:-0}"
root='' # the guest itself; the checks look at a folder in tests
dir=/run/capture-image # a tmpfs: nothing in it gets into the image
claim="$dir/claim"
job="$dir/$CAPTURE_ID.sh"
log="$dir/$CAPTURE_ID.log"
end="$dir/$CAPTURE_ID.end"
agent_dir=/var/lib/waagent
canary="$agent_dir/capture-image.canary"
trying=''

have() { command -v "$1" >/dev/null 2>&1; }

find_waagent() {
  for name in waagent /usr/sbin/waagent /usr/share/oem/bin/waagent; do
    command -v "$name" && return 0
  done
  return 1
}

refuse() { # refuse RC WHY
  printf '%s\nCAPTURE_RC=%s\n' "$2" "$1"
  exit "$1"
}

# ---- Now, inside the Run Command: look, claim, schedule.

check_ground() {
  case $CAPTURE_ID in '' | *[!a-z0-9-]*) refuse 2 'CAPTURE_ID is missing, or has more than a-z, 0-9 and dashes.' ;; esac
  case $DELAY_SECONDS in '' | *[!0-9]*) refuse 2 'DELAY_SECONDS is not a whole number.' ;; esac
  case $WATCH_SECONDS in '' | *[!0-9]*) refuse 2 'WATCH_SECONDS is not a whole number.' ;; esac
  [ "$(id -u)" = 0 ] || refuse 3 'This must run as root.'
  find_waagent >/dev/null || refuse 4 'The Azure Linux agent (waagent) is not installed here.'
  [ -d "$agent_dir" ] || refuse 5 "$agent_dir does not exist: the Azure Linux agent never ran here."
  grep -qs CAPTURE_RC "$0" || refuse 8 'This script was not started from a file, so it cannot keep a copy of itself.'
}

# A link is made whole or not at all: of two Run Commands at the same moment one wins, and the other reads who it was.
claim_vm() {
  mkdir -p "$dir" || refuse 8 "$dir cannot be made."
  printf '%s\n' "$CAPTURE_ID" >"$claim.$$" || refuse 8 "$claim.$$ cannot be written."
  ln "$claim.$$" "$claim" 2>/dev/null
  claimed=$?
  rm -f "$claim.$$"
  [ "$claimed" != 0 ] || return 0
  holder=$(cat "$claim" 2>/dev/null) || refuse 8 "$claim cannot be made."
  [ "$holder" = "$CAPTURE_ID" ] || refuse 6 "Capture $holder is already scheduled on this VM."
  printf 'CAPTURE_RC=0 already scheduled\n'
  watch_work
  exit 0
}

# Where systemd runs, only a unit of its own outlives the agent: a child would be stopped together with the agent's unit.
schedule() {
  if [ -d /run/systemd/system ]; then
    systemd-run --unit="capture-image-$CAPTURE_ID-$$" --on-active="${DELAY_SECONDS}s" --timer-property=AccuracySec=1s /bin/sh "$job" work 2>&1
  elif have setsid; then
    setsid /bin/sh "$job" work "$DELAY_SECONDS" </dev/null >/dev/null 2>&1 &
  else
    nohup /bin/sh "$job" work "$DELAY_SECONDS" </dev/null >/dev/null 2>&1 &
  fi
}

# ---- Later, on its own: deprovision, prove it, power off.

say() {
  line="$(date -u +%H:%M:%SZ) capture-image: $*"
  printf '%s\n' "$line" >>"$log"
  { printf '%s\n' "$line" >>/dev/console; } 2>/dev/null || :
}

# Runs a command with its output in the log and on the console, and answers its exit code.
run() {
  say "running: $*"
  "$@" </dev/null >"$dir/output" 2>&1
  rc=$?
  while IFS= read -r text; do say "  $text"; done <"$dir/output"
  [ "$rc" = 0 ] || say "  ended with exit code $rc"
  return "$rc"
}

# -- the parts --

account_exists() { [ -n "$1" ] && cut -d: -f1 /etc/passwd | grep -Fqx -e "$1"; }

# The account that +user removes stands in ovf-env.xml alone; remembered, since a failed run may leave the account without the file.
provisioned_account() {
  [ ! -e "$agent_dir/ovf-env.xml" ] || sed -n 's/.*<[^/>]*UserName>\([^<]*\)<.*/\1/p' "$agent_dir/ovf-env.xml" | head -n 1 >"$dir/account"
  cat "$dir/account" 2>/dev/null
}

# A shell that is still open writes its history when it is ended: end them before the histories go.
end_sessions() {
  have loginctl || return 0
  loginctl list-sessions --no-legend 2>/dev/null | while read -r session _; do run loginctl terminate-session "$session"; done
}

# waagent does not reset cloud-init, and an image with its state comes up without a network; older ones do not know --machine-id.
reset_cloud_init() {
  have cloud-init || { say 'cloud-init is not installed: nothing to reset'; return 0; }
  run cloud-init clean --logs --machine-id || run cloud-init clean --logs ||
    say 'WARNING: cloud-init could not be reset; its state is removed by hand'
}

# What identifies this machine, or tells of people, and waagent leaves behind. Accounts, keys and data of the owner are not touched.
remove_traces() {
  remove_account_traces
  delete_found find_histories walk_near 6
  delete_found find_known_hosts walk_near 2
  # The provisioned account's key, which cloud-init also writes into root's file.
  for file in /root/.ssh/authorized_keys /var/roothome/.ssh/authorized_keys; do [ ! -f "$file" ] || edit "$file" '!/^[^#]*command="echo .?Please login as the user/'; done
  remove_network_state
  remove_identity
  remove_logs
}

few_stuck() { sort -u "$dir/stuck" | awk '{ n++; if (n <= 3) text = text (n > 1 ? ", " : "") $0 } END { print n ": " text }'; }

give_up() { # give_up WHY: stay up, so that the log can be read
  say "FAILED: $1. The VM stays up and must not be captured."
  printf 'The log ends with:\n%s\n%s. The VM stays up and must not be captured.\n' "$(tail -n 12 "$log" | tail -c 1500)" "$1" >"$end"
  rm -f "$claim" "$canary"
  for service in walinuxagent waagent; do
    if have systemctl && systemctl start "$service" >/dev/null 2>&1; then say "started $service again"; return; fi
    if have service && service "$service" start >/dev/null 2>&1; then say "started $service again"; return; fi
  done
  say 'WARNING: the agent could not be started again'
}

work() {
  exec 2>>"$log"
  trap 'give_up "the run was interrupted"; exit 1' HUP INT TERM
  say "capture $CAPTURE_ID: deprovisioning"
  waagent=$(find_waagent) || { give_up 'waagent has disappeared'; return 1; }
  # ovf-env.xml may have been missing from the start, so its absence proves nothing alone: a file of our own must go too.
  printf '' >"$canary" || { give_up "$canary could not be written"; return 1; }
  foreign=$(list_foreign)
  own=$(list_own)
  rm -f "$dir/stuck" "$end"
  remember_account
  remember_network
  remember_host_keys
  find_sshd
  [ -e "$agent_dir/ovf-env.xml" ] || say 'WARNING: ovf-env.xml is not there, so waagent does not know which account to remove'
  if account_exists "$account"; then say "the provisioned account: $account"; else say 'the provisioned account: none found'; fi

  carrying=$(carrying_mount)
  if [ -n "$carrying" ]; then give_up "$carrying is on another file system, and the agent's state with it: move it to the OS disk first. Nothing was changed"; return 1; fi
  try_rules
  if [ -s "$dir/stuck" ]; then give_up "without the account $account these would be no rules that sudo takes, or they cannot be written: $(few_stuck)"; return 1; fi
  end_sessions
  shield_mounts
  if [ -s "$dir/stuck" ]; then give_up "$(head -n 1 "$dir/stuck") could not be unmounted, and waagent would delete what is in it"; return 1; fi
  reset_cloud_init
  # Its exit code is 0 even when it fails, and for an argument it does not know.
  run "$waagent" -force -deprovision+user

  if [ -e "$agent_dir/ovf-env.xml" ]; then give_up 'waagent left ovf-env.xml, so it did not deprovision'; return 1; fi
  if [ -e "$canary" ]; then give_up "waagent left $canary, so it did not deprovision"; return 1; fi
  # waagent tells neither that userdel failed nor that it could not read ovf-env.xml, and an image with an account in it is not generalized.
  if account_exists "$account"; then give_up "the provisioned account $account is still there"; return 1; fi
  remove_traces
  if [ -s "$dir/stuck" ]; then give_up "these could not be removed or changed: $(few_stuck)"; return 1; fi
  say 'deprovisioned: powering off'
  trap '' HUP INT TERM
  echo 0 >"$end"
  sync
  shutdown -P now || poweroff || give_up 'neither shutdown nor poweroff worked'
}

case ${1:-} in
  work)
    sleep "${2:-0}"
    work
    ;;
  *)
    check_ground
    [ "$WATCH_SECONDS" = 0 ] || tell_end
    claim_vm
    rm -f "$end"
    cp "$0" "$job" || { rm -f "$claim"; refuse 8 "$job cannot be written."; }
    tell_stays_in_time
    schedule || { rm -f "$claim"; refuse 7 'The deprovision could not be scheduled.'; }
    printf 'CAPTURE_RC=0 scheduled\n'
    watch_work
    ;;
esac
