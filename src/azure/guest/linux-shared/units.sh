# shellcheck shell=sh
# What a unit of systemd says with its drop-ins, and whether its conditions will hold in a VM made from the image.

# A unit's file and its drop-ins, in the order in which systemd reads them: of one name, that of the first folder counts. INSTANCE may have some of its own.
unit_text() { # unit_text UNIT_FILE [INSTANCE]
  grep -hs '' "$1"
  for folder in service "${1##*/}" "${2:-${1##*/}}"; do
    unit_dirs | while read -r place; do
      for file in "$root$place/$folder.d"/*.conf; do
        if [ -e "$file" ] || [ -L "$file" ]; then printf '%s %s\n' "${file##*/}" "$file"; fi
      done
    done
  done | awk '{ name = $1; sub(/^[^ ]* /, "") } !(name in seen) { seen[name] = 1; print name " " $0 }' | sort | while read -r _ file; do grep -hs '' "$file"; done
}

# Reads a unit: of the conditions all must hold, and of those with a bar in front one. An empty one takes back all before it.
conditions_hold() {
  awk '/^(Condition|Assert)[A-Za-z]+[ \t]*=/ {
      kind = $0; sub(/[ \t]*=.*/, "", kind); sub(/^(Condition|Assert)/, "", kind); sub(/^[^=]*=[ \t]*/, ""); sub(/[ \t\r]+$/, "")
      if ($0 == "") { n = 0; next }
      bar = sub(/^\|[ \t]*/, "") ? "one" : "all"; not = sub(/^![ \t]*/, "") ? "not" : "so"
      lines[++n] = bar " " not " " kind " " $0
    }
    END { for (i = 1; i <= n; i++) print lines[i] }' | {
    one=''
    while read -r bar not kind what; do
      will_be "$kind" "$what"
      case $?$not in 0so | 1not | 2*) holds=yes ;; *) holds='' ;; esac
      case $bar$holds in all) exit 1 ;; oneyes) one=yes ;; one) one=${one:-no} ;; esac
    done
    [ "$one" != no ]
  }
}

# Whether something will be so at the next boot: 0 yes, 1 no, 2 nobody can tell.
will_be() { # will_be KIND WHAT
  case $1 in
    PathExists | PathExistsGlob | FileNotEmpty | PathIsDirectory | PathIsSymbolicLink | PathIsMountPoint | PathIsReadWrite | DirectoryNotEmpty | FileIsExecutable) path_will_be "$@" ;;
    FirstBoot | NeedsUpdate) case $2 in no | false | off | 0) return 0 ;; *) return 1 ;; esac ;;
    Host) return 1 ;;
    KernelCommandLine) tr ' ' '\n' <"$root/proc/cmdline" 2>/dev/null | what=$2 awk '$0 == ENVIRON["what"] || index($0, ENVIRON["what"] "=") == 1 { found = 1 } END { exit !found }' ;;
    Virtualization) case $2 in yes | true | on | 1 | vm | microsoft) return 0 ;; *) return 1 ;; esac ;;
    *) return 2 ;;
  esac
}

# Host keys go, and so does what is in folders that a boot begins with empty; the link of cloud-init's generator is there where cloud-init runs.
path_will_be() { # path_will_be KIND PATH
  case $2 in
    /run/systemd/generator*/cloud-init*.target) has_cloud_init; return ;;
    /etc/ssh/ssh_host_* | /etc/ssh/'*'* | /run/* | /var/run/* | /tmp/* | /var/tmp/* | /var/lib/waagent/?* | /var/lib/cloud/instance* | /var/lib/cloud/data/* | /var/lib/cloud/sem/* | /var/log/azure/*) return 1 ;;
  esac
  # shellcheck disable=SC2086 # a pattern
  for found in "$root"$2; do
    case $1 in
      FileNotEmpty) [ -f "$found" ] && [ -s "$found" ] ;;
      PathIsDirectory) [ -d "$found" ] ;;
      PathIsSymbolicLink) [ -L "$found" ] ;;
      FileIsExecutable) [ -x "$found" ] && [ -f "$found" ] ;;
      DirectoryNotEmpty) [ -n "$(ls -A "$found" 2>/dev/null)" ] ;;
      *) [ -e "$found" ] ;;
    esac && return 0
  done
  return 1
}
