# shellcheck shell=sh
# What Run Command is told, as long as the agent is there to pass it on: what stays in the image, and that the work gave up.

# In the words of the readiness checks: CAPTURE_STAYS code|detail, a line each.
tell_stays() {
  know_leaving
  stay password with_password
  stay root-accounts other_roots
  stay authorized-keys authorized_keys
  stay ssh-trust ssh_trust
  stay credentials keys_and_credentials
  stay other-file-systems other_file_systems
  stay domain-join domain_secrets
  stay registration registrations
  stay service-identity service_identities
  stay account-setting account_settings "$provisioned"
  stay snapshots snapshots
  stay host-name host_settings
  stay network-card card_settings
  stay network-address own_addresses
  stay resolver plain_resolver
  makes_host_keys || stay ssh-host-keys existing '/etc/ssh/ssh_host_*_key'
}

stay() { # stay CODE FINDER...
  code=$1
  shift
  text=$("$@" 2>/dev/null | few | awk '{ gsub(/\|/, "/"); gsub(/[^ -~]/, "?"); print substr($0, 1, 180) }')
  [ -z "$text" ] || printf 'CAPTURE_STAYS %s|%s\n' "$code" "$text"
}

# Large homes must not hold the work up.
tell_stays_in_time() {
  if [ "$WATCH_SECONDS" = 0 ]; then tell_stays; return; fi
  tell_stays &
  teller=$!
  waited=0
  while kill -0 "$teller" 2>/dev/null && [ "$waited" -lt 60 ]; do
    sleep 1
    waited=$((waited + 1))
  done
  kill "$teller" 2>/dev/null
}

# For as long as it is asked to, this stays to tell of work that gave up: the agent is started again then. Of work that went well nobody tells.
watch_work() {
  trap 'exit 0' HUP INT TERM
  waited=0
  while [ "$waited" -lt "$WATCH_SECONDS" ]; do
    tell_end
    sleep 1
    waited=$((waited + 1))
  done
}

# An agent that was wiped and started again runs its commands once more: work that gave up is not begun again by that, but told of.
tell_end() {
  [ -s "$end" ] || return 0
  if [ "$(head -n 1 "$end")" = 0 ]; then exit 0; fi
  cat "$end"
  printf 'CAPTURE_RC=9\n'
  exit 9
}
