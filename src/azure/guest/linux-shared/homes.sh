# shellcheck shell=sh
# Homes, wherever they stand, and the traces that people and their programs leave in them.

# Where homes are: those of accounts, and the folders for people of a directory, who are in no passwd. Links are followed.
home_places() {
  {
    printf '%s\n' /root /home /var/roothome /var/home
    cut_field 6 <"$root/etc/passwd"
    sed -n 's/^HOME=//p' "$root/etc/default/useradd" 2>/dev/null
    # What sssd and winbind name is cut at the first %, which stands for the domain or the name.
    sed -n 's/^[[:space:]]*\(fallback_homedir\|override_homedir\|default_homedir\|homedir_substring\|template homedir\)[[:space:]]*=[[:space:]]*\(\/[^%[:space:]]*\).*/\2/p' \
      "$root/etc/sssd/sssd.conf" "$root"/etc/sssd/conf.d/*.conf "$root/etc/samba/smb.conf" 2>/dev/null
    for link in "$root"/home/* "$root"/home/*/*; do
      if [ -L "$link" ] && [ -d "$link" ]; then printf '%s\n' "${link#"$root"}"; fi
    done
  } | sort -u | while IFS= read -r place; do
    [ -z "$place" ] || real_dir "$place"
  done | sort -u | {
    # One inside of another is walked with it.
    around=/nowhere
    while IFS= read -r place; do
      case $place in "$around"/*) is_foreign "$place" || continue ;; esac
      is_shallow "$place" || is_foreign "$place" || around=$place
      printf '%s\n' "$place"
    done
  }
}

cut_field() { awk -F: -v field="$1" '!/^[#+-]/ { print $field }'; }

# In a folder of the system that is also a home (/, /usr/sbin, /var/www) only its top is looked at.
is_shallow() { # is_shallow DIR
  case $1 in
    / | /bin | /boot | /dev | /etc | /lib | /lib64 | /media | /mnt | /opt | /proc | /run | /sbin | /srv | /sys | /tmp | /usr | /var) return 0 ;;
    /dev/* | /etc/* | /proc/* | /run/* | /sys/* | /usr/* | /var/cache | /var/lib | /var/log | /var/log/* | /var/run | /var/spool | /var/spool/* | /var/tmp) return 0 ;;
  esac
  return 1
}

# Like walk in every home.
walk_homes() { # walk_homes EXPRESSION...
  home_places | while IFS= read -r place; do
    if ! is_shallow "$place"; then walk "$place" "$@"
    elif ! is_foreign "$place"; then find "$root$place" -maxdepth 1 -xdev "$@" 2>/dev/null; fi
  done
}

# Histories of shells, of clients of databases, of interpreters, editors and pagers: FINDER is walk_homes, or walk with a folder.
find_histories() { # find_histories ACTION FINDER...
  action=$1
  shift
  set -- "$@" -type f \( -name '.*history' -o -name '.*_hist' -o -name '.*histfile' -o -name '.*_history[-.]*' -o -name '*lesshst' -o -name '.viminfo*'
  set -- "$@" -o -name .netrwhist -o -name .dbshell -o -name .wget-hsts -o -name '.recently-used*' -o -name .Xauthority -o -name .ICEauthority
  set -- "$@" -o -name '*fish_history' -o -name ConsoleHost_history.txt -o -name '*_repl_history' -o -name cqlsh_history -o -name ghci_history
  set -- "$@" -o -name rl_history -o -name repl_history.jl -o -name main.shada -o -name recently-used.xbel -o -path '*/nvim/shada/*'
  set -- "$@" -o -path '*/.bash_sessions/*' -o -path '*/.zsh_sessions/*' -o -path '*nano/search_history' -o -path '*/.*/history' -o -path '*/.aws/cli/history/*'
  set -- "$@" -o -path '*/.local/state/*hist*' -o -path '*/.local/share/*/history*' -o -path '*/.config/*/history*' -o -path '*/.cache/*history*'
  set -- "$@" -o -path '*/.ipython/*/history.sqlite*' -o -path '*/mongosh/*_log' -o -path '*/.elinks/globhist' \)
  if [ "$action" = delete ]; then "$@" -exec rm -f {} +; else "$@" -print; fi
}
