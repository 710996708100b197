# shellcheck shell=sh
# The agent, and who sets up a VM made from the image.

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
  elif [ "$by" = auto ] && cloud_init_is_on; then report provisioning must 'cloud-init, whose datasource_list has no Azure'
  elif [ "$by" = auto ] || [ "$by" = waagent ]; then report provisioning fine waagent
  else report provisioning must "Provisioning.Agent=$by, and no cloud-init"; fi
}

check_provisioned_account() {
  if [ -n "$provisioned" ]; then report provisioned-account fine "$provisioned"
  else report provisioned-account should 'ovf-env.xml does not tell'; fi
}
