# shellcheck shell=sh
# Programs with known holes or an age.

check_openssl() {
  version=$(openssl version | awk '{ print $2; exit }')
  case $version in
    '') report openssl must 'not installed' ;;
    1.1.1* | 1.0.2*) report openssl fine "$version" ;;
    *) if at_least "$version" 3.0.0; then report openssl fine "$version"; else report openssl must "$version"; fi ;;
  esac
}

check_python() {
  for name in python3 python "$root/usr/libexec/platform-python"; do
    version=$("$name" --version 2>&1 | awk '$1 == "Python" { print $2; exit }')
    [ -z "$version" ] || break
  done
  if [ -z "$version" ]; then report python should 'not installed'
  elif at_least "$version" 3.9; then report python fine "$version"
  else report python should "$version"; fi
}

check_omi() {
  version=$({ "$root/opt/omi/bin/omiserver" --version || { printf 'OMI-'; dpkg-query -W -f '${Version}' omi || rpm -q --qf '%{VERSION}.%{RELEASE}' omi; }; } |
    sed -n 's/.*OMI-\([0-9][0-9.-]*\).*/\1/p' | tr - . | head -n 1)
  if [ -n "$version" ] && at_least "$version" 1.6.8.1; then report omi fine "$version"
  elif [ -n "$version" ] || [ -e "$root/opt/omi/bin/omiserver" ]; then report omi must "${version:-of an unknown version}"
  else report omi fine 'not installed'; fi
}

check_glibc() {
  version=$(getconf GNU_LIBC_VERSION | awk '$1 == "glibc" { print $2 }')
  if [ -z "$version" ] || at_least "$version" 2.18; then report ghost fine "${version:-no glibc}"; else report ghost should "glibc $version"; fi
}
