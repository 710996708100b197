#!/bin/sh
# Makes a fresh machine ready: node_modules, and what is named in the arguments
# (redis, browser, emoji, shellcheck, shells, waagent, powershell). Quick when nothing is missing.
set -eu
cd "$(dirname "$0")/.."

say() { printf 'setup: %s\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif command -v sudo >/dev/null 2>&1; then sudo "$@"
  else say "I need root to run: $*"; return 1; fi
}

# One package by the names that the system's package managers know it under.
install() { # install APT DNF APK BREW
  if command -v apt-get >/dev/null 2>&1; then
    say "installing $1 with apt-get"
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >/dev/null 2>&1 || {
      as_root apt-get update >/dev/null
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends "$1" >/dev/null
    }
  elif command -v dnf >/dev/null 2>&1; then say "installing $2 with dnf"; as_root dnf install -y -q "$2"
  elif command -v apk >/dev/null 2>&1; then say "installing $3 with apk"; as_root apk add -q "$3"
  elif command -v brew >/dev/null 2>&1; then say "installing $4 with brew"; brew install -q "$4"
  else say "I know no package manager here: please install $1 yourself"; return 1; fi
}

# Packages of Debian, unpacked for the tests and never installed: unpack INTO PACKAGE...
unpack() {
  into=$1
  shift
  apt-cache show "$@" >/dev/null 2>&1 || as_root apt-get update >/dev/null || return 1
  rm -rf "$into"
  mkdir -p "$into/debs"
  (cd "$into/debs" && apt-get download -q "$@" >/dev/null 2>&1) || return 1
  for deb in "$into"/debs/*.deb; do dpkg -x "$deb" "$into"; done
}

# Debian's own agent with what it imports.
unpack_waagent() {
  if [ -x .sandbox/waagent/usr/sbin/waagent ] || ! have apt-get || ! have dpkg; then return 0; fi
  [ -x /usr/bin/python3 ] || install python3 python3 python3 python3 || return 0
  [ -n "$(apt-cache depends waagent 2>/dev/null)" ] || as_root apt-get update >/dev/null || return 0
  imports=$(apt-cache depends waagent 2>/dev/null | sed -n 's/.*Depends: \(python3-[a-z-]*\)$/\1/p')
  # shellcheck disable=SC2086 # one word a package
  unpack .sandbox/waagent waagent $imports || say 'waagent cannot be had here: its test is skipped'
}

# The shells of guests. Of busybox that of Debian's package "busybox", whose shell looks for programs on the PATH; that of "busybox-static" does not.
bring_shells() {
  have dash || install dash dash dash dash
  have bash || install bash bash bash bash
  if [ -x .sandbox/busybox/bin/busybox ] || ! have apt-get || ! have dpkg; then return 0; fi
  unpack .sandbox/busybox busybox || say 'busybox cannot be had here: no guest script is tried with it'
  # Where /bin is a link to /usr/bin, packages may name either.
  [ -x .sandbox/busybox/bin/busybox ] || [ ! -x .sandbox/busybox/usr/bin/busybox ] || ln -s usr/bin .sandbox/busybox/bin
}

# PowerShell for the tests of the Windows scripts, as a tool of .NET in a folder of its own.
fetch_powershell() {
  version=7.6.9
  into=.sandbox/powershell-$version
  if [ -x "$into/pwsh" ]; then return 0; fi
  if ! have dotnet || [ -z "$(dotnet --list-sdks 2>/dev/null)" ]; then say 'no .NET SDK here: the tests that need PowerShell are skipped'; return 0; fi
  say "fetching PowerShell $version"
  dotnet tool install PowerShell --version "$version" --tool-path "$into" >/dev/null 2>&1 ||
    say 'PowerShell cannot be had here: the tests that need it are skipped'
}

have() { for name in "$@"; do command -v "$name" >/dev/null 2>&1 && return 0; done; return 1; }

fresh() { # whether node_modules is what the lock file says
  [ -x node_modules/.bin/node ] && [ -x node_modules/node/bin/node ] && [ -f node_modules/.package-lock.json ] || return 1
  [ -z "$(find package-lock.json -newer node_modules/.package-lock.json)" ]
}

if ! fresh; then
  say 'installing the npm packages'
  npm ci --no-audit --no-fund --loglevel=error >&2
  # An npm that runs no install scripts leaves the pinned Node without its binary.
  [ -x node_modules/node/bin/node ] || (cd node_modules/node && node installArchSpecificPackage >&2)
  touch node_modules/.package-lock.json
fi

for need in "$@"; do
  case $need in
    redis) [ -n "${REDIS_URL:-}" ] || have redis-server valkey-server || install redis-server valkey redis redis ;;
    browser) have chromium chromium-browser google-chrome || install chromium chromium chromium chromium ;;
    emoji) [ -n "$(find /usr/share/fonts -name 'NotoColorEmoji*' 2>/dev/null)" ] || install fonts-noto-color-emoji google-noto-color-emoji-fonts font-noto-emoji font-noto-color-emoji ;;
    shellcheck) have shellcheck || install shellcheck ShellCheck shellcheck shellcheck ;;
    shells) bring_shells ;;
    waagent) unpack_waagent ;;
    powershell) fetch_powershell ;;
    *) say "I do not know how to set up '$need'"; exit 2 ;;
  esac
done
