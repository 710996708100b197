# shellcheck shell=sh
# How files go: never on another file system, never through a link, and none silently stays.

# What should have gone and did not keeps the VM up.
stuck() { printf '%s\n' "$1" | while IFS= read -r path; do [ -z "$path" ] || printf '%s\n' "$path" >>"$dir/stuck"; done; }

# Files may be marked as immutable, and so may the folder that they are in.
unlock() {
  ! have chattr || while IFS= read -r path; do chattr -ia "$path" "${path%/*}" </dev/null >/dev/null 2>&1; done
}

# Deletes what a finder finds: FINDER takes delete or print as its first word. What a program makes anew meanwhile did go.
delete_found() { # delete_found FINDER...
  finder=$1
  shift
  "$finder" delete "$@"
  [ -n "$("$finder" print "$@" | head -n 1)" ] || return 0
  "$finder" print "$@" | unlock
  "$finder" delete "$@"
  "$finder" print "$@" | while IFS= read -r path; do
    if [ "$finder" = find_full ]; then true 2>/dev/null >"$path" || stuck "$path"; else rm -f "$path" 2>/dev/null || stuck "$path"; fi
  done
}

find_files() { # find_files ACTION DIR EXPRESSION...
  if [ "$1" = delete ]; then shift; walk "$@" -exec rm -f {} +; else shift; walk "$@" -print; fi
}

# Deletes what fits in a folder, folders apart.
delete_in() { delete_found find_files "$@"; } # delete_in DIR EXPRESSION...

# Deletes a file, or a link itself, but nothing that is mounted.
drop() { # drop PATH...
  for path in "$@"; do
    if [ ! -e "$path" ] && [ ! -L "$path" ]; then continue; fi
    if [ -d "$path" ] && [ ! -L "$path" ]; then continue; fi
    parent=$(real_dir "${path%/*}/") || continue
    ! is_foreign "$parent/${path##*/}" || continue
    rm -f "$path" 2>/dev/null || { printf '%s\n' "$path" | unlock; rm -f "$path" 2>/dev/null; }
    if [ -e "$path" ] || [ -L "$path" ]; then stuck "$path"; fi
  done
}

# Empties a folder, and takes the folders in it that are empty then; a link to a folder goes itself.
drop_tree() { # drop_tree DIR...
  for tree in "$@"; do
    if [ -L "$tree" ]; then drop "$tree"; continue; fi
    [ -d "$tree" ] || continue
    delete_in "$tree" ! -type d
    passes=0
    while [ "$passes" -lt 30 ] && [ -n "$(walk "$tree" -type d ! -path "$(pattern_of "$tree")" -print | head -n 1)" ]; do
      before=$(walk "$tree" -type d -print | wc -l)
      walk "$tree" -type d ! -path "$(pattern_of "$tree")" -exec rmdir {} + 2>/dev/null
      [ "$(walk "$tree" -type d -print | wc -l)" != "$before" ] || break
      passes=$((passes + 1))
    done
  done
}

# Empties a file and leaves it to its owner; one that has another name somewhere is deleted under this one instead.
find_full() { # find_full ACTION DIR EXPRESSION...
  action=$1
  shift
  if [ "$action" = print ]; then walk "$@" -type f -size +0 -print; return; fi
  # shellcheck disable=SC2016 # for the inner shell
  walk "$@" -type f -size +0 -links 1 -exec sh -c 'for file do true >"$file"; done' sh {} +
  walk "$@" -type f -size +0 ! -links 1 -exec rm -f {} +
}

empty_in() { delete_found find_full "$@"; } # empty_in DIR EXPRESSION...

# SELinux: what was made anew gets the label of its place, at once or at the next boot.
relabel() { # relabel PATH...
  [ -e /sys/fs/selinux/enforce ] || return 0
  if have restorecon; then restorecon "$@" >/dev/null 2>&1; else : >/.autorelabel; fi
}

# Puts $dir/new in the place of a file's text, with owner, mode and label as they were. A file with another name elsewhere becomes one of its own.
rewrite() { # rewrite FILE
  ! cmp -s "$dir/new" "$1" || return 0
  if [ -z "$(find "$1" -prune -links 1)" ] && cp -p "$1" "$1.capture-image" 2>/dev/null; then
    mv -f "$1.capture-image" "$1"
    relabel "$1"
  fi
  cat "$1" >"$dir/old"
  cat "$dir/new" 2>/dev/null >"$1" || { printf '%s\n' "$1" | unlock; cat "$dir/new" >"$1"; }
  cmp -s "$dir/new" "$1" && return 0
  # Half of a file of accounts or rules is worse than the whole of before.
  cmp -s "$dir/old" "$1" || cat "$dir/old" 2>/dev/null >"$1"
  stuck "$1"
}

# The file to rewrite that a name leads to; nothing where that is no file, or is one of another file system.
target_of() { # target_of FILE
  target=$(readlink -f "$1" 2>/dev/null && echo .) || return 1
  target=${target%??}
  [ -f "$target" ] && ! is_foreign "$target" || return 1
  printf '%s\n' "$target"
}

# Rewrites a file through awk, which knows the names to take out as NAMES, one a line.
edit() { # edit FILE AWK_OPTION...
  file=$1
  shift
  file=$(target_of "$file") || return 0
  NAMES=$names awk "$@" "$file" >"$dir/new" && rewrite "$file"
}

# The hosts that people went to; only in a .ssh of a home itself.
find_known_hosts() { # find_known_hosts ACTION FINDER...
  action=$1
  shift
  set -- "$@" -type f -path '*/.ssh/known_hosts*'
  if [ "$action" = delete ]; then "$@" -exec rm -f {} +; else "$@" -print; fi
}
