#!/bin/sh
# Runs a script in a throw-away root: guest-root.sh ROOT SHELL SCRIPT, as the first process of namespaces of its own.
#
# ROOT holds etc, home, root, run and var, which take the machine's places; bin, stand-ins that come first on the PATH; and
# gets stdout, code and calls. All else is read-only, and what could stop the machine is covered by ROOT/forbidden.
set -eu
root=$1 shell=$2 script=$3
[ "$$" = 1 ]
mount --bind "$root" "$root"
for dir in etc home root run var; do
  [ -e "$root/$dir/.throw-away" ]
  mount --bind "$root/$dir" "/$dir"
  [ -e "/$dir/.throw-away" ]
done
mount --bind "$root/console" /dev/console
mount -o remount,bind,ro /
covered() { grep -qs guest-root-forbidden "$1"; }
for name in $FORBIDDEN; do
  for dir in /bin /sbin /usr/bin /usr/sbin /usr/local/bin /usr/local/sbin; do
    if [ ! -e "$dir/$name" ] || covered "$dir/$name"; then continue; fi
    mount --bind "$root/forbidden" "$dir/$name"
    covered "$dir/$name"
  done
done
[ "$shell" = /bin/sh ] || mount --bind "$shell" /bin/sh
export PATH="$root/bin:/usr/sbin:/usr/bin:/sbin:/bin" CALLS="$root/calls"
cd /
code=0
"$shell" "$script" >"$root/stdout" 2>&1 </dev/null || code=$?
echo "$code" >"$root/code"
# What was started detached is over when this process is alone.
tries=0
while set -- /proc/[0-9]* && [ $# -gt 1 ]; do
  tries=$((tries + 1))
  [ "$tries" -lt 300 ] || exit 124
  sleep 0.05
done
