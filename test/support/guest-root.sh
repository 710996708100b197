#!/bin/sh
# Runs ROOT/script.sh in a throw-away root: guest-root.sh ROOT [FROM TO]..., as the first process of namespaces of its own.
#
# ROOT becomes /, and nothing of this machine is in it but what ROOT's links name below /.machine, which is read-only.
# Each FROM of this machine is brought along, read-only, as ROOT/TO. ROOT gets stdout, code and calls.
set -eu
root=$1
shift
[ "$$" = 1 ]
[ -e "$root/.throw-away" ]
mount --bind "$root" "$root"
bring() { # bring FROM TO
  mount --bind "$1" "$root/$2"
  mount -o remount,bind,ro "$root/$2"
}
bring / .machine
[ -d "$root/.machine/usr/bin" ] || bring /usr .machine/usr
while [ $# -gt 0 ]; do
  bring "$1" "$2"
  shift 2
done
for device in null zero random urandom; do mount --bind "/dev/$device" "$root/dev/$device"; done
mount -t proc proc "$root/proc"
cd "$root"
pivot_root . .old
cd /
PATH=/.machine/usr/bin:/.machine/bin
umount -n -l /.old
code=0
PATH=/bin:/usr/sbin:/usr/bin:/sbin CALLS=/calls /bin/sh /script.sh >/stdout 2>&1 </dev/null || code=$?
echo "$code" >/code
# What was started detached is over when this process is alone; whoever called ends what never is.
while set -- /proc/[0-9]* && [ $# -gt 1 ]; do sleep 0.05; done
