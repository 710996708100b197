# shellcheck shell=sh
# Homes, wherever they stand, and the traces that people and their programs leave in them.

# Where homes are: those of accounts, what each new one is made from, and the folders for people of a directory, who are in no passwd. Links are followed.
home_candidates() {
  printf '%s\n' /root /var/roothome /etc/skel
  cut_field 6 <"$root/etc/passwd"
  home_holders
  for link in "$root"/home/* "$root"/home/*/* "$root"/home/*/*/*; do
    if [ -L "$link" ] && [ -d "$link" ]; then printf '%s\n' "${link#"$root"}"; fi
  done
}

# Folders that homes are in. What sssd, winbind, nslcd, himmelblau and authd name is cut at the first % or $, which stands for the domain or the name.
home_holders() {
  printf '%s\n' /home /var/home
  sed -n 's/^HOME=//p' "$root/etc/default/useradd" 2>/dev/null
  sed -n 's/^[[:space:]]*\(fallback_homedir\|override_homedir\|default_homedir\|homedir_substring\|template homedir\)[[:space:]]*=[[:space:]]*\(\/[^%[:space:]]*\).*/\2/p' \
    "$root/etc/sssd/sssd.conf" "$root"/etc/sssd/conf.d/*.conf "$root/etc/samba/smb.conf" 2>/dev/null
  sed -n -e 's/^[[:space:]]*\(home_prefix\|home_base_dir\)[[:space:]]*=[[:space:]]*"\{0,1\}\(\/[^%$"[:space:]]*\).*/\2/p' -e 's/^[[:space:]]*map[[:space:]][[:space:]]*passwd[[:space:]][[:space:]]*homeDirectory[[:space:]][[:space:]]*"\{0,1\}\(\/[^%$"[:space:]]*\).*/\1/p' \
    "$root/etc/himmelblau/himmelblau.conf" "$root/etc/nslcd.conf" "$root"/var/snap/authd-*/current/broker.conf "$root"/var/snap/authd-*/current/broker.conf.d/*.conf 2>/dev/null
}

real_dirs() {
  sort -u | while IFS= read -r place; do
    [ -z "$place" ] || real_dir "$place"
  done | sort -u
}

home_places() {
  home_candidates | real_dirs | {
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
    /etc/skel) return 1 ;;
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

# Histories of shells, of clients of databases, of interpreters, editors and pagers: FINDER is walk_near 5, or look_below with a folder.
# A * fits a slash too, so each pattern names its file: what merely has the word in its name belongs to a program.
find_histories() { # find_histories ACTION FINDER...
  action=$1
  shift
  set -- "$@" -type f \( -name '.*history' -o -name '.*_hist' -o -name '.*histfile' -o -name '.*_history[-.~]*' -o -name '.viminfo*' -o -name '.recently-used*'
  for file in fish_history ConsoleHost_history.txt node_repl_history mongosh_repl_history cqlsh_history ghci_history rl_history repl_history.jl groovysh.history xonsh-history.sqlite main.shada recently-used.xbel; do
    set -- "$@" -o -name "$file"
  done
  for tool in bash zsh ksh less python ptpython psql pgcli mysql mycli litecli sqlite mc ranger; do
    for place in local/state local/share config cache; do set -- "$@" -o -path "*/.$place/$tool/history" -o -path "*/.$place/$tool/${tool}_history" -o -path "*/.$place/${tool}_history"; done
  done
  for file in lesshst netrwhist dbshell wget-hsts Xauthority ICEauthority local/state/lesshst local/state/vim/viminfo local/share/zoxide/db.zo config/nushell/history.txt config/nushell/history.sqlite3 \
    histdb/zsh-history.db mc/history nano/search_history local/share/nano/search_history emacs.d/history emacs.d/savehist elinks/globhist zsh/history zsh/zsh_history lldb/lldb-history lldb/lldb-widehistory; do
    set -- "$@" -o -path "*/.$file"
  done
  set -- "$@" -o -name '.scala_history*' -o -path '*/.local/share/mcfly/history.db*' -o -path '*/.mcfly/history.db*' -o -path '*/.hishtory/.hishtory.db*' -o -path '*/.ipython/profile_*/history.sqlite*' \
    -o -path '*/.vscode-server*/data/User/History/*' -o -path '*/.config/Code*/User/History/*' -o -path '*/.local/share/atuin/history.db*' -o -path '*/.[bz]*sh_sessions/*' -o -path '*/.aws/cli/history/*' -o -path '*/.azure/commands/*' -o -path '*/.mongodb/mongosh/*_log' \
    -o -path '*/.local/share/xonsh/history_json/*' -o -path '*/.local/state/elvish/db.bolt' -o -path '*/.cache/erlang-history/*' -o -path '*/.lftp/cwd_history' -o -path '*/.local/share/lftp/*_history' \)
  if [ "$action" = delete ]; then "$@" -exec rm -f {} +; else "$@" -print; fi
}
