# shellcheck shell=sh
# The agent's settings, and who sets up a VM made from the image.

# The last line of a name counts, as waagent reads its own file.
agent_setting() { # agent_setting NAME DEFAULT
  value=$(sed -n "s/^[[:space:]]*$1[[:space:]]*=[[:space:]]*\"\{0,1\}\([^\"#[:space:]]*\).*/\1/p" "$root/etc/waagent.conf" 2>/dev/null | tail -n 1 | tr YN yn)
  printf '%s\n' "${value:-$2}"
}

unit_dirs() { printf '%s\n' /etc/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system; }

# The file of a unit, as systemd finds it; nothing where there is none or where it is masked.
unit_file() { # unit_file NAME
  unit_dirs | while read -r place; do
    if [ -e "$root$place/$1" ] || [ -L "$root$place/$1" ]; then
      if [ -f "$root$place/$1" ] && { [ -s "$root$place/$1" ] || [ ! -L "$root$place/$1" ]; }; then printf '%s\n' "$root$place/$1"; fi
      break
    fi
  done
}

# Whether something pulls a unit in at boot: a link in a folder of wants, or a line of the SSH server's own unit.
unit_is_wanted() { # unit_is_wanted NAME
  for link in "$root"/etc/systemd/system/*.[wr]*s/"$1" "$root"/usr/local/lib/systemd/system/*.[wr]*s/"$1" "$root"/usr/lib/systemd/system/*.[wr]*s/"$1" "$root"/lib/systemd/system/*.[wr]*s/"$1"; do
    if [ -e "$link" ] || [ -L "$link" ]; then return 0; fi
  done
  for server in ssh.service sshd.service ssh.socket sshd.socket sshd@.service; do
    file=$(unit_file "$server")
    if [ -n "$file" ] && unit=$1 awk -F= '/^(Wants|Requires|BindsTo)[ \t]*=/ {
        n = split($2, names, /[ \t]+/); for (i = 1; i <= n; i++) if (names[i] == ENVIRON["unit"]) found = 1
      } END { exit !found }' "$file"; then return 0; fi
  done
  return 1
}

# Whether a unit or a generator is switched off for good: it leads to nothing.
is_masked() { # is_masked FOLDER NAME
  for place in etc run usr/local/lib; do
    file="$root/$place/systemd/$1/$2"
    if [ -e "$file" ] || [ -L "$file" ]; then [ ! -s "$file" ]; return; fi
  done
  return 1
}

# cloud-init runs at boot and finds Azure. With a list of sources that leaves Azure out it finds none there, and does nothing.
has_cloud_init() { cloud_init_is_on && cloud_init_looks_for_azure; }

# The last list counts; an empty one is no list.
cloud_init_looks_for_azure() {
  grep -hs '' "$root/etc/cloud/cloud.cfg" "$root"/etc/cloud/cloud.cfg.d/*.cfg | awk '
    /^[A-Za-z_]+[ \t]*:/ { inside = /^datasource_list[ \t]*:/; if (inside) some = azure = 0; sub(/^[^:]*:/, "") }
    inside { sub(/(^|[ \t])#.*/, ""); n = split($0, words, /[^A-Za-z0-9_.-]+/)
      for (i = 1; i <= n; i++) { if (words[i] ~ /[A-Za-z]/ && words[i] != "null") some = 1; if (words[i] == "Azure") azure = 1 } }
    END { exit some && !azure }'
}

# It is installed, and neither a file, nor the kernel's command line, nor systemd switches it off.
cloud_init_is_on() {
  have cloud-init || return 1
  [ ! -e "$root/etc/cloud/cloud-init.disabled" ] || return 1
  ! grep -Eqs '^[[:space:]]*policy:[[:space:]]*["'\'']?disabled' "$root/etc/cloud/ds-identify.cfg" || return 1
  if is_masked system cloud-init.target || is_masked system-generators cloud-init-generator; then return 1; fi
  if tr ' ' '\n' <"$root/proc/cmdline" 2>/dev/null | grep -Fqx cloud-init=disabled; then return 1; fi
  seen=''
  for name in cloud-init.service cloud-init-network.service cloud-init-main.service; do
    for place in etc usr/lib lib; do
      if [ -e "$root/$place/systemd/system/$name" ] || [ -L "$root/$place/systemd/system/$name" ]; then seen=yes; fi
    done
    if [ -n "$(unit_file "$name")" ] && unit_is_wanted "$name"; then return 0; fi
  done
  [ -z "$seen" ]
}
