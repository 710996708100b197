# shellcheck shell=sh
# What tells this machine from all others.

remove_identity() {
  # What cloud-init keeps of this instance, in case it could not clean up itself.
  drop /var/lib/cloud/instance
  drop_tree /var/lib/cloud/instances /var/lib/cloud/data /var/lib/cloud/sem /var/lib/cloud/handlers
  # Emptied, neither removed nor "uninitialized": the next boot makes a new id, yet is no "first boot" that resets which services run.
  if [ -L /etc/machine-id ]; then
    # A link to D-Bus' file becomes a file, or the two would lead to each other.
    real=$(target_of /etc/machine-id) && drop "$real"
    drop /etc/machine-id
    : >/etc/machine-id
    chmod 444 /etc/machine-id
    if [ -n "$real" ] && [ -d /var/lib/dbus ] && [ ! -e /var/lib/dbus/machine-id ]; then ln -s /etc/machine-id /var/lib/dbus/machine-id 2>/dev/null; fi
    relabel /etc/machine-id
  elif [ -e /etc/machine-id ]; then : >"$dir/new"; rewrite /etc/machine-id; fi
  [ ! -f /var/lib/dbus/machine-id ] || [ -L /var/lib/dbus/machine-id ] || { drop /var/lib/dbus/machine-id; ln -s /etc/machine-id /var/lib/dbus/machine-id; }
  relabel /var/lib/dbus/machine-id
  # Stopped first, since stopping is when systemd writes it.
  ! have systemctl || systemctl stop systemd-random-seed.service >/dev/null 2>&1
  drop /var/lib/systemd/random-seed /var/lib/random-seed /var/lib/urandom/random-seed /var/lib/misc/random-seed /var/lib/seedrng/seed.credit /var/lib/seedrng/seed.no-credit
  drop /boot/loader/random-seed /boot/efi/loader/random-seed /efi/loader/random-seed
  drop /etc/blkid.tab /etc/blkid.tab.old /etc/blkid/blkid.tab /etc/blkid/blkid.tab.old /etc/lvm/devices/system.devices
  drop /etc/sysconfig/hw-uuid /etc/smolt/uuid /etc/smolt/hw-uuid /var/lib/yum/uuid /var/lib/zypp/AnonymousUniqueId /etc/nvme/hostid /etc/nvme/hostnqn
  # What subscription-manager wrote down of the machine; it does so anew.
  delete_in /var/lib/rhsm/facts -type f
  delete_in /var/lib/rhsm/cache -type f
  renew_initiator
  remove_host_keys
}

# The name of the iSCSI initiator: Debian's start script makes one where this line stands, others where there is no file.
renew_initiator() {
  [ -f /etc/iscsi/initiatorname.iscsi ] || return 0
  if [ -e /usr/lib/open-iscsi/startup-checks.sh ] || [ -e /lib/open-iscsi/startup-checks.sh ]; then
    printf 'GenerateName=yes\n' >"$dir/new"
    rewrite /etc/iscsi/initiatorname.iscsi
  else drop /etc/iscsi/initiatorname.iscsi; fi
}

remove_host_keys() {
  if makes_host_keys; then
    for key in /etc/ssh/ssh_host_*_key /etc/ssh/ssh_host_*_key.pub /etc/ssh/ssh_host_*_key-cert.pub; do drop "$key"; done
    return 0
  fi
  # waagent deletes them where its settings say that they are made anew, whether it is the one who sets up a VM or not.
  for key in "$dir"/keys/*; do
    file="/etc/ssh/${key##*/}"
    if [ ! -f "$key" ] || [ -e "$file" ]; then continue; fi
    cp -p "$key" "$file" || stuck "$file"
    relabel "$file"
  done
  ! ls /etc/ssh/ssh_host_*_key >/dev/null 2>&1 || say 'WARNING: the SSH host keys stay, since nothing here would make new ones'
}

# Kept in memory before waagent goes over them.
remember_host_keys() {
  ! makes_host_keys || return 0
  mkdir -p "$dir/keys"
  for key in /etc/ssh/ssh_host_*key*; do [ ! -f "$key" ] || cp -p "$key" "$dir/keys/"; done
}
