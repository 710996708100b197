# shellcheck shell=sh
# Whether a VM made from the image gets SSH host keys of its own. Without any sshd does not start, so this is asked before they go.

makes_host_keys() { cloud_init_makes_keys || agent_makes_keys || unit_makes_keys || init_script_makes_keys; }

# cloud-init makes them in its module ssh, unless that was taken out of its settings or has no kind of key to make. The last list of a name counts.
cloud_init_makes_keys() {
  has_cloud_init || return 1
  grep -hs '' "$root/etc/cloud/cloud.cfg" "$root"/etc/cloud/cloud.cfg.d/*.cfg | awk '
    /^[A-Za-z_]+[ \t]*:/ { key = $0; sub(/[ \t]*:.*/, "", key); seen[key] = 1; ssh[key] = some[key] = 0; sub(/^[^:]*:/, "") }
    { sub(/(^|[ \t])#.*/, ""); n = split($0, words, /[^A-Za-z0-9_.-]+/)
      for (i = 1; i <= n; i++) { if (words[i] == "ssh") ssh[key] = 1; if (words[i] ~ /[a-z]/ && words[i] != "null") some[key] = 1 } }
    END { exit "cloud_init_modules" in seen && !ssh["cloud_init_modules"] && !ssh["cloud_config_modules"] && !ssh["cloud_final_modules"] || "ssh_genkeytypes" in seen && !some["ssh_genkeytypes"] }'
}

# The agent makes them where it sets up the VM itself: it leaves that to cloud-init where that runs, and may be told not to.
agent_makes_keys() {
  [ "$(agent_setting Provisioning.RegenerateSshHostKeyPair n)" = y ] && [ "$(agent_setting Provisioning.Enabled y)" != n ] || return 1
  case $(agent_setting Provisioning.Agent auto) in auto) ! cloud_init_is_on ;; waagent) ! has_cloud_init ;; *) return 1 ;; esac
}

# A unit that runs at boot and makes keys: the SSH server's own, a helper of it, or any other that something pulls in.
unit_makes_keys() {
  template_makes_keys && return 0
  for path in "$root"/etc/systemd/system/*.service "$root"/usr/local/lib/systemd/system/*.service "$root"/usr/lib/systemd/system/*.service "$root"/lib/systemd/system/*.service; do
    name=${path##*/}
    [ "$(unit_file "$name")" = "$path" ] || continue
    runs_keygen "$path" || continue
    case $name in sshd-keygen@*.service) continue ;; ssh.service | sshd.service | sshd@.service) return 0 ;; esac
    unit_is_wanted "$name" && return 0
    # One without an Install section is not enabled, but pulled in by what it belongs to.
    case $name in ssh*) grep -q '^\[Install\]' "$path" || return 0 ;; esac
  done
  return 1
}

# The units of one kind of key each that a target pulls in. Each may have a file of its own, and may be masked by itself.
template_makes_keys() {
  target_file=$(unit_file sshd-keygen.target)
  [ -n "$target_file" ] || return 1
  for name in $({
    sed -n 's/^\(Wants\|Requires\)[[:space:]]*=//p' "$target_file" | tr '\t' ' ' | tr ' ' '\n' | grep '^sshd-keygen@..*\.service$' || printf 'sshd-keygen@%s.service\n' rsa ecdsa ed25519
    unit_dirs | while read -r place; do
      for link in "$root$place"/sshd-keygen.target.wants/sshd-keygen@*.service; do [ ! -L "$link" ] || printf '%s\n' "${link##*/}"; done
    done
  }); do
    ! is_masked system "$name" || continue
    path=$(unit_file "$name")
    [ -n "$path" ] || path=$(unit_file sshd-keygen@.service)
    if [ -n "$path" ] && runs_keygen "$path" "$name"; then return 0; fi
  done
  return 1
}

# In a drop-in an empty line resets. One for a first boot only has a condition that will not hold: the machine id is emptied, which systemd takes for no first boot.
runs_keygen() { # runs_keygen UNIT_FILE [INSTANCE]
  unit_text "$@" | kept_off=$(keys_by_hand) awk '
    /^Exec(Start|StartPre|Condition)[ \t]*=/ { key = $0; sub(/[ \t]*=.*/, "", key); if ($0 ~ /=[ \t\r]*$/) made[key] = 0
      if ($0 ~ /ssh-keygen([ \t].*)?[ \t]-A|sshd-gen-keys|ssh-host-keys|sshdgenkeys/ || $0 ~ /sshd[-_]keygen/ && (!ENVIRON["kept_off"] || $0 ~ /%[iI]/)) made[key] = 1 }
    END { exit !made["ExecStart"] && !made["ExecStartPre"] && !made["ExecCondition"] }' || return 1
  unit_text "$@" | conditions_hold
}

# The older helper of Red Hat, which makes all kinds at once, is told here to make none.
keys_by_hand() {
  sed -n 's/^[[:space:]]*\(export[[:space:]]*\)\{0,1\}AUTOCREATE_SERVER_KEYS[[:space:]]*=[[:space:]]*["'\'']\{0,1\}\([A-Za-z]*\).*/\2/p' "$root/etc/sysconfig/sshd" 2>/dev/null | tail -n 1 | grep -ix no
}

# Where no systemd is, the start script of the SSH server makes them on some systems.
init_script_makes_keys() {
  [ ! -d "$root/usr/lib/systemd/system" ] && [ ! -d "$root/lib/systemd/system" ] || return 1
  for script in "$root/etc/init.d/ssh" "$root/etc/init.d/sshd"; do
    if grep -Eqs '^[^#]*ssh-keygen([[:space:]].*)?[[:space:]]-A' "$script"; then return 0; fi
  done
  return 1
}
