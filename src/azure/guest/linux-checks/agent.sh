# shellcheck shell=sh
# The agent, and who sets up a VM made from the image.

# The last line of a name counts, as waagent reads its own file.
agent_setting() { # agent_setting NAME DEFAULT
  value=$(sed -n "s/^$1[[:space:]]*=[[:space:]]*\"\{0,1\}\([^\"#[:space:]]*\).*/\1/p" "$root/etc/waagent.conf" | tail -n 1 | tr YN yn)
  printf '%s\n' "${value:-$2}"
}

has_cloud_init() { have cloud-init && [ ! -e "$root/etc/cloud/cloud-init.disabled" ]; }

check_agent() {
  version=$(waagent -version | sed -n 's/^WALinuxAgent-\([0-9][0-9.]*\).*/\1/p' | head -n 1)
  enabled=$(agent_setting AutoUpdate.Enabled y)
  newest=$(agent_setting AutoUpdate.UpdateToLatestVersion "$enabled")
  updates=off
  if [ "$enabled" != n ] && [ "$newest" != n ]; then updates=on; fi
  if [ -z "$version" ]; then report agent-version must 'not installed'
  elif ! at_least "$version" 2.2.41; then report agent-version must "$version"
  elif ! at_least "$version" 2.2.53.1 && [ "$updates" = off ]; then report agent-version must "$version, and auto-update is off"
  else report agent-version fine "$version"; fi
  if [ "$updates" = on ]; then report agent-auto-update fine on; else report agent-auto-update should off; fi
}

check_provisioning() {
  by=$(agent_setting Provisioning.Agent auto)
  if has_cloud_init; then report provisioning fine cloud-init
  elif ! have waagent; then report provisioning must 'neither cloud-init nor waagent'
  elif [ "$(agent_setting Provisioning.Enabled y)" = n ]; then report provisioning must 'Provisioning.Enabled=n, and no cloud-init'
  elif [ "$by" = auto ] || [ "$by" = waagent ]; then report provisioning fine waagent
  else report provisioning must "Provisioning.Agent=$by, and no cloud-init"; fi
}

# The account that a deprovision removes, with its home; it alone may have a password, a key and a history now.
provisioned=$(sed -n 's/.*<[^/>]*UserName>\([^<]*\)<.*/\1/p' "$root/var/lib/waagent/ovf-env.xml" | head -n 1)
export provisioned

check_provisioned_account() {
  if [ -n "$provisioned" ]; then report provisioned-account fine "$provisioned"
  else report provisioned-account should 'ovf-env.xml does not tell'; fi
}
