# shellcheck shell=sh disable=SC2013
# What a person pastes, inside of sudo sh -c: made one line, so each line ends where a command does, and none has a single quote.
PATH=$PATH:/usr/sbin:/sbin:/usr/share/oem/bin; w=/var/lib/waagent;
no() { echo "NOT deprovisioned: $1"; exit 1; };
u=$(sed -n "s/.*<[^\/>]*UserName>\([^<]*\)<.*/\1/p" $w/ovf-env.xml | head -n 1);
case $u in root | *[!A-Za-z0-9._@-]*) u=;; esac;
h=$(grep "^$u:" /etc/passwd | cut -d: -f6); h=${u:+$h}; n=$(cat /etc/hostname 2>/dev/null);
# waagent and userdel delete whatever is mounted below.
if cut -d" " -f2 /proc/mounts | grep -E "^(${h:-$w}|$w|/var/log/azure|/var/lib/(dhc[a-z]*|cloud))(/|$)"; then no "unmount this first"; fi;
: >$w/capture-image.canary || no "$w cannot be written";
if command -v cloud-init >/dev/null; then cloud-init clean --logs --machine-id || cloud-init clean --logs; fi;
waagent -force -deprovision+user;
for f in ovf-env.xml capture-image.canary; do [ ! -e $w/$f ] || no "$f is still there"; done;
[ -z "$u" ] || ! cut -d: -f1 /etc/passwd | grep -Fqx "$u" || no "account $u is still there";
# No file is touched that is mounted below one of these folders.
set --; for m in $(cut -d" " -f2 /proc/mounts | sed "s/[\\]040/?/g"); do case $m in /home/* | /root/* | /var/log/* | /tmp/* | /var/tmp/*) set -- "$@" -path "$m" -prune -o;; esac; done;
del() { find "$@" -exec rm -f {} + 2>/dev/null; };
del /root /home /var/roothome -xdev "$@" -type f \( -name ".*history" -o -name ".*_hist" -o -name "*lesshst" -o -name ".viminfo*" -o -name fish_history -o -path "*/.ssh/known_hosts*" \);
rm -f /etc/sudoers.d/90-cloud-init-users;
[ -z "$u" ] || sed -i -e "/\\\\$/{" -e ":a" -e "N;/\\\\$/ba" -e b -e "}" -e "/^${u}[[:space:]]/d" /etc/sudoers /etc/sudoers.d/* 2>/dev/null;
[ ! -f /root/.ssh/authorized_keys ] || sed -i "/Please login as the user/d" /root/.ssh/authorized_keys;
[ -z "$n" ] || sed -i "/^127\.0\.1\.1[[:space:]].*$n/d" /etc/hosts;
rm -f /etc/passwd- /etc/shadow- /etc/group- /etc/gshadow- /etc/sub?id- /var/backups/*passwd* /var/backups/*shadow* /var/backups/group* /var/mail/* /var/spool/mail/*;
rm -f /var/lib/systemd/random-seed /var/lib/dhc*/* /var/lib/wicked/lease* /var/lib/NetworkManager/*lease /var/lib/NetworkManager/secret_key /root/*-ks.cfg;
[ ! -L /etc/machine-id ] || rm -f /etc/machine-id; : >/etc/machine-id; d=/var/lib/dbus/machine-id; if [ -f $d ]; then ln -sf /etc/machine-id $d; fi;
if grep -Eqs "^ *- *ssh *$" /etc/cloud/cloud.cfg && [ ! -e /etc/cloud/cloud-init.disabled ] || [ -e /usr/lib/systemd/system/sshd-keygen@.service ]; then rm -f /etc/ssh/ssh_host_*key*; fi;
del /var/log -xdev "$@" -type f \( -path "*/journal/*" -o -name "*.[0-9]*" -o -name "*.gz" -o -name "*.xz" -o -name "*-20[0-9]*" \);
find /var/log -xdev "$@" -type f -exec sh -c "for f do : >\"\$f\"; done" sh {} +;
del /tmp /var/tmp -xdev "$@" ! -type d;
sync; shutdown -P now || poweroff
