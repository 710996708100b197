# shellcheck shell=sh
# Logs and dumps: what was logged tells who was in the machine, and when.

# Who writes logs is stopped first, or what is emptied here would be filled again until the power goes.
quiet_logs() {
  ! have journalctl || journalctl --relinquish-var >/dev/null 2>&1
  if have systemctl; then
    for unit in rsyslog.service syslog.socket syslog-ng.service sysstat.service fail2ban.service; do systemctl stop "$unit" >/dev/null 2>&1; done
  fi
  # auditd refuses to be stopped through systemd.
  ! have auditctl || ! have service || service auditd stop >/dev/null 2>&1
}

remove_logs() {
  quiet_logs
  # Rotated ones go, with the journal of every machine id; those that programs have open are emptied and keep their owner and place.
  delete_in /var/log/journal -type f
  for journal in /var/log/journal/*; do [ ! -d "$journal" ] || drop_tree "$journal"; rmdir "$journal" 2>/dev/null; done
  delete_in /var/log -type f \( -name '*.[0-9]' -o -name '*.[0-9][0-9]' -o -name '*.[0-9].*' -o -name '*.[0-9][0-9].*' -o -name '*.gz' -o -name '*.xz' \
    -o -name '*.bz2' -o -name '*.zst' -o -name '*.lz4' -o -name '*.old' -o -name '*.bak' -o -name '*-[0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]*' \
    -o -name 'waagent.log*' -o -name 'cloud-init*.log' -o -path '/var/log/azure/*' -o -path '/var/log/sa/sa*' -o -path '/var/log/sysstat/*' \)
  empty_in /var/log
  # Where systemd runs, it makes these anew; else a shutdown would write itself into them.
  if [ -d /run/systemd/system ]; then drop /var/log/wtmp /var/log/btmp /var/log/lastlog; fi
  drop_tree /var/log/azure
  for folder in /var/crash /var/spool/abrt /var/spool/abrt-upload /var/lib/systemd/coredump /var/lib/apport/coredump /var/lib/wtmpdb /var/lib/lastlog \
    /var/account /var/log/account /var/log/dump /var/lib/systemd/pstore /tmp /var/tmp; do delete_in "$folder" ! -type d; done
  # What waits to be sent: every VM made from the image would send it.
  for folder in /var/spool/rsyslog /var/lib/rsyslog /var/spool/audit; do delete_in "$folder" -type f; done
  delete_in /var/lib/syslog-ng -type f \( -name '*.qf' -o -name '*.rqf' \)
  delete_in /var/lib/fail2ban -type f -name 'fail2ban.sqlite3*'
  for folder in /var/opt/microsoft/*/log; do empty_in "$folder"; done
  # The names of all files, homes that go too.
  drop /var/lib/plocate/plocate.db /var/lib/mlocate/mlocate.db /var/lib/slocate/slocate.db /var/cache/locate/locatedb
  drop /var/lib/logrotate.status /var/lib/logrotate/status /var/lib/logrotate/logrotate.status
  # What the installer wrote down has the password of root as a hash, and the network.
  drop /root/anaconda-ks.cfg /root/original-ks.cfg /root/initial-setup-ks.cfg /root/anaconda-post.log /root/install.log /root/install.log.syslog
}
