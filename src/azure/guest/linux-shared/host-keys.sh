# shellcheck shell=sh
# Whether a VM made from the image gets SSH host keys of its own. Without any sshd does not start, so this is asked before they go.

makes_host_keys() { cloud_init_makes_keys || agent_makes_keys || unit_makes_keys || init_script_makes_keys; }

# cloud-init makes them in its module ssh, unless that was taken out of its settings or has no kind of key to make.
cloud_init_makes_keys() {
  has_cloud_init || return 1
  settings=$(cat "$root/etc/cloud/cloud.cfg" "$root"/etc/cloud/cloud.cfg.d/*.cfg 2>/dev/null | sed 's/^[[:space:]]*#.*//')
  if printf '%s\n' "$settings" | grep -q '^cloud_init_modules:' &&
    ! printf '%s\n' "$settings" | grep -Eq "^[[:space:]]*-[[:space:]]*\[?[[:space:]]*[\"']?ssh[\"']?[[:space:]]*(,.*|\].*)?\$|[[,][[:space:]]*[\"']?ssh[\"']?[[:space:]]*[],]"; then return 1; fi
  ! printf '%s\n' "$settings" | grep -Eq '^ssh_genkeytypes:[[:space:]]*(~|null|\[[[:space:]]*\])[[:space:]]*$'
}

agent_makes_keys() { [ "$(agent_setting Provisioning.RegenerateSshHostKeyPair n)" = y ]; }

# A unit that runs at boot and makes keys: the SSH server's own, a helper of it, or any other that something pulls in.
unit_makes_keys() {
  for name in sshd-keygen.target sshd-keygen@.service; do [ -z "$(unit_file "$name")" ] || return 0; done
  for path in "$root"/etc/systemd/system/*.service "$root"/usr/local/lib/systemd/system/*.service \
    "$root"/usr/lib/systemd/system/*.service "$root"/lib/systemd/system/*.service; do
    name=${path##*/}
    [ "$(unit_file "$name")" = "$path" ] || continue
    runs_keygen "$path" || continue
    case $name in ssh.service | sshd.service | sshd@.service) return 0 ;; esac
    unit_is_wanted "$name" && return 0
    # One without an Install section is not enabled, but pulled in by what it belongs to.
    case $name in ssh*) grep -q '^\[Install\]' "$path" || return 0 ;; esac
  done
  return 1
}

# One for a first boot only does not count: the machine id is emptied, which systemd takes for no first boot.
runs_keygen() { # runs_keygen UNIT_FILE
  grep -Eq '^Exec(Start|StartPre|Condition)[[:space:]]*=.*(ssh-keygen([[:space:]].*)?[[:space:]]-A|sshd[-_]keygen|sshd-gen-keys|ssh-host-keys|sshdgenkeys)' "$1" 2>/dev/null &&
    ! grep -Eiq '^ConditionFirstBoot[[:space:]]*=[[:space:]]*(yes|true|on|1)' "$1"
}

# Where no systemd is, the start script of the SSH server makes them on some systems.
init_script_makes_keys() {
  [ ! -d "$root/usr/lib/systemd/system" ] && [ ! -d "$root/lib/systemd/system" ] || return 1
  for script in "$root/etc/init.d/ssh" "$root/etc/init.d/sshd"; do
    if grep -Eqs '^[^#]*ssh-keygen([[:space:]].*)?[[:space:]]-A' "$script"; then return 0; fi
  done
  return 1
}
