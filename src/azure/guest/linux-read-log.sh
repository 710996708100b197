#!/bin/sh
# Shows the ends of the deprovision and agent logs, under 4 KB, and changes nothing; CAPTURE_ID='...' is put in front, below the first line.
set -u
CAPTURE_ID="${CAPTURE_ID:-}"

# show FILE BYTES
show() {
  printf '== %s\n' "$1"
  if [ -r "$1" ]; then tail -c "$2" "$1" | tr -d '\000-\010\013-\037'; else echo '(not there)'; fi
  echo
}

case $CAPTURE_ID in '' | *[!a-z0-9-]*)
  printf 'CAPTURE_ID is missing, or has more than a-z, 0-9 and dashes.\nCAPTURE_RC=2\n'
  exit 2
  ;;
esac
show /var/log/waagent.log 1000
show "/run/capture-image/$CAPTURE_ID.log" 2700
echo 'CAPTURE_RC=0'
