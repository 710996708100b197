# shellcheck shell=sh
# The kernel.

check_architecture() {
  case $(uname -m) in
    x86_64 | amd64 | aarch64 | arm64) report 64-bit fine "$(uname -m)" ;;
    *) report 64-bit must "$(uname -m)" ;;
  esac
}

has_parameter() { tr ' ' '\n' <"$root/proc/cmdline" | grep -Eq "^$1(,.*)?\$"; }

check_serial_console() {
  case $(uname -m) in
    aarch64 | arm64)
      if has_parameter console=ttyAMA0 || grep -qw ttyAMA0 "$root/sys/class/tty/console/active"; then report serial-console fine ttyAMA0
      else report serial-console must 'no console=ttyAMA0'; fi
      ;;
    *)
      if has_parameter console=ttyS0; then report serial-console fine ttyS0; else report serial-console must 'no console=ttyS0'; fi
      if has_parameter earlyprintk=ttyS0; then report early-console fine ttyS0; else report early-console should 'no earlyprintk=ttyS0'; fi
      ;;
  esac
}

check_boot_parameters() {
  found=$(for file in proc/cmdline boot/grub/grub.cfg boot/grub2/grub.cfg boot/grub/grub.conf boot/grub/menu.lst boot/grub2/grubenv; do
    grep -Fq -e libata.atapi_enabled=0 -e reserve=0x1f0,0x8 "$root/$file" && printf '/%s\n' "$file"
  done | few)
  judge boot-parameters must "$found" 'none that hides the provisioning disc'
}

kernel_config() {
  release=$(uname -r)
  for file in "$root/boot/config-$release" "$root/lib/modules/$release/config" "$root/usr/lib/modules/$release/config"; do
    if [ -f "$file" ]; then cat "$file"; return; fi
  done
  zcat "$root/proc/config.gz"
}

check_kernel_options() {
  missing=$(kernel_config | awk '
    /^CONFIG_[A-Z0-9_]+=[ym]$/ { sub(/=.*/, ""); set[$0] = 1 }
    END {
      if (NR == 0) { print "unknown"; exit }
      n = split("WATCHDOG CIFS HYPERV HYPERV_STORAGE HYPERV_NET UDF_FS VFAT_FS", want, " ")
      for (i = 1; i <= n; i++) if (!(("CONFIG_" want[i]) in set)) print "CONFIG_" want[i]
    }')
  if [ "$missing" = unknown ]; then report unchecked should 'kernel-options: no configuration of the kernel is here'
  else judge kernel-options must "$(printf '%s\n' "$missing" | few)" "$(uname -r)"; fi
}

check_modules() {
  off=$(cat "$root"/etc/modprobe.d/*.conf "$root"/usr/lib/modprobe.d/*.conf | awk '$1 == "install" && $3 ~ /\/(true|false)$/ || $1 == "blacklist" { print $2 }' | grep -Ex 'udf|vfat' | sort -u)
  case $off in
    '') report modules-disabled fine 'udf and vfat may load' ;;
    udf) if has_cloud_init; then report modules-disabled should udf; else report modules-disabled must udf; fi ;;
    *) report modules-disabled must "$(printf '%s\n' "$off" | few)" ;;
  esac
}

# The repairs brought a setting of their own, which distributions took over with them: where it is, they are.
check_sack() {
  if [ -e "$root/proc/sys/net/ipv4/tcp_min_snd_mss" ]; then report sack-panic fine "$(uname -r)"; else report sack-panic must "$(uname -r)"; fi
}
