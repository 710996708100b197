# shellcheck shell=sh
# Secrets of people and of the machine, and what services know the machine by. They stay, since only their owners can tell; they are named.

# Keys that open other machines, in the homes of accounts that stay.
private_keys() { walk_homes -type f -path '*/.ssh/*' ! -name '*.pub' -exec grep -l 'PRIVATE KEY' {} + | below_root | sort; }

# What programs keep to sign in somewhere, in the homes of accounts that stay.
credentials() {
  set --
  for file in .aws/credentials '.aws/sso/cache/*' '.aws/cli/cache/*' '.azure/msal_token_cache*' '.azure/*ccess[Tt]oken*' '.azure/service_principal*' '.azure/azureProfile.json' '.Azure/TokenCache*' '.IdentityService/*' \
    .kube/config .docker/config.json .config/containers/auth.json .config/helm/registry/config.json .netrc .authinfo .git-credentials .config/git/credentials .pgpass .my.cnf .mylogin.cnf .vault-token \
    .config/gh/hosts.yml .config/glab-cli/config.yml .config/hub '.config/gcloud/*credentials*' .config/gcloud/access_tokens.db .oci/config .config/doctl/config.yaml .config/rclone/rclone.conf .boto \
    .terraform.d/credentials.tfrc.json .terraformrc '.gnupg/private-keys-v1.d/*' .gnupg/secring.gpg '.password-store/*' '.local/share/keyrings/*' .config/sops/age/keys.txt .npmrc .pypirc .s3cfg .mc/config.json \
    .cargo/credentials .cargo/credentials.toml .gem/credentials .m2/settings.xml .snap/auth.json .smbcredentials .databrickscfg .snowsql/config .config/github-copilot/hosts.json .claude/.credentials.json .codex/auth.json \
    '.subversion/auth/*' '.cloudflared/*.json' .credentials_rsaparams .vnc/passwd .config/tigervnc/passwd .google_authenticator .config/Yubico/u2f_keys .users.oath; do set -- "$@" -o -path "*/$file"; done
  shift
  walk_homes -type f -size +0 \( "$@" \) -print | below_root | sort
}

# Passwords and keys in the settings of the machine: of networks, repositories, mounts and proxies, and what an installer wrote for cloud-init.
machine_secrets() {
  {
    holding '^[[:space:]]*(psk|password|leap-password|private-key-password|wep-key[0-3]|secret)=.' '/etc/NetworkManager/system-connections/*'
    holding '^[[:space:]]*-?[[:space:]]*(password|psk):[[:space:]]*[^[:space:]]' '/etc/netplan/*.yaml'
  } | without_cloud_inits
  holding '^[[:space:]]*(psk|password|private_key_passwd|wep_key[0-3])=.' '/etc/wpa_supplicant/*.conf'
  holding '^[^#]*[[:space:],](password|pass)=' /etc/fstab
  holding '^[[:space:]]*(machine|[^#]*[[:space:]]password)[[:space:]]' /etc/apt/auth.conf '/etc/apt/auth.conf.d/*'
  holding '^[[:space:]]*(proxy_)?password[[:space:]]*=[[:space:]]*[^[:space:]]' '/etc/yum.repos.d/*' /etc/yum.conf /etc/dnf/dnf.conf
  holding '^[^#]*://[^/@[:space:]]+:[^/@[:space:]]+@' /etc/environment '/etc/profile.d/*' '/etc/apt/sources.list' '/etc/apt/sources.list.d/*' '/etc/apt/apt.conf.d/*' '/etc/yum.repos.d/*' /etc/pip.conf
  holding '^[^#]*[^a-z_-](passwd|hashed_passwd|hashed-password|plain_text_passwd|plain-text-passwd|ssh_authorized_keys|ssh-authorized-keys|chpasswd)["'\'']?[[:space:]]*:|^(chpasswd|ssh_authorized_keys|password):' /etc/cloud/cloud.cfg '/etc/cloud/cloud.cfg.d/*.cfg' '/var/lib/cloud/seed/*/*'
  holding '^[^#]*:[[:space:]]*(PSK|RSA|ECDSA|EAP|XAUTH|NTLM|P12|PKCS8)[[:space:]]' /etc/ipsec.secrets
  holding '^[[:space:]]*[^#[:space:]]' '/etc/smbcredentials*' '/etc/smbcredentials/*' /etc/ppp/chap-secrets /etc/ppp/pap-secrets /etc/postfix/sasl_passwd /etc/exim4/passwd.client
  # Of people, in Samba and for a second factor.
  holding 'USER_' /var/lib/samba/private/passdb.tdb /var/lib/samba/passdb.tdb
  holding '^[[:space:]]*[^#[:space:]]' /etc/samba/smbpasswd /var/lib/samba/private/smbpasswd /etc/u2f_mappings /etc/Yubico/u2f_keys /etc/yubikey_mappings /etc/users.oath /etc/liboath/users.oath
  # Tickets of people, as sssd keeps them.
  existing /var/lib/sss/secrets/secrets.ldb
  # Whoever keeps the history of /etc keeps every password that ever was in it.
  existing /etc/.git/HEAD /etc/.hg/requires /etc/.bzr/README
}

# Of files, those that have a line like this. A number sign and what follows is no line.
holding() { # holding EXPRESSION PATTERN...
  like=$1
  shift
  existing "$@" | while IFS= read -r file; do ! grep -Eqs -e "$like" "$root$file" || printf '%s\n' "$file"; done
}

keys_and_credentials() {
  private_keys
  credentials
  machine_secrets
}

# Secrets of the machine in a domain, that of Entra too (himmelblau, authd). What sssd keeps of the machine's own accounts is of no domain.
domain_secrets() {
  existing '/var/lib/sss/db/cache_*.ldb' | grep -v '/cache_implicit_files'
  existing /etc/krb5.keytab /var/lib/samba/private/secrets.tdb /etc/ipa/default.conf '/var/lib/ipa-client/pki/*' /etc/opt/quest/vas/host.keytab /var/lib/pbis/db/registry.db
  existing '/var/lib/himmelblaud/hsm-pin*' '/var/lib/private/himmelblaud/hsm-pin*' '/var/cache/himmelblaud/*.db' '/var/cache/private/himmelblaud/*.db' '/var/lib/authd/authd.*' '/var/snap/authd-*/current/*/*/token.json'
}

# Registrations with a distribution.
registrations() {
  existing '/etc/pki/consumer/*.pem' '/etc/pki/entitlement/*-key.pem' /etc/sysconfig/rhn/systemid '/etc/zypp/credentials.d/*' '/var/cache/cloudregister/*' '/var/lib/cloudregister/*' \
    /var/lib/ubuntu-advantage/private/machine-token.json /var/lib/landscape/client/broker.bpickle /etc/landscape/client.conf
}

# What agents and services know this machine by: identities, keys and certificates of their own.
service_identities() {
  # Of Microsoft.
  existing /var/opt/azcmagent/agentconfig.json '/var/opt/azcmagent/certs/*' /etc/opt/microsoft/mdatp/mdatp_onboard.json '/etc/opt/microsoft/omsagent/*/certs/oms.key' '/etc/opt/microsoft/azuremonitoragent/config-cache/*'
  # Of those who manage and watch machines.
  existing '/etc/puppetlabs/puppet/ssl/private_keys/*' '/var/lib/puppet/ssl/private_keys/*' /etc/salt/pki/minion/minion.pem /etc/salt/minion_id /etc/chef/client.pem /var/cfengine/ppkeys/localhost.priv /opt/rudder/etc/uuid.hive \
    /opt/CrowdStrike/falconstore /var/ossec/etc/client.keys /opt/Elastic/Agent/fleet.enc /etc/qualys/hostid /opt/rapid7/ir_agent/components/bootstrap/common/client.key /etc/tenable_tag /opt/splunkforwarder/etc/instance.cfg /opt/splunk/etc/instance.cfg \
    /etc/insights-client/machine-id /etc/gitlab-runner/config.toml '/var/lib/jenkins/secrets/*' /etc/popularity-contest.conf /var/lib/whoopsie/whoopsie-id /var/lib/fwupd/pki/secret.key
  # Of networks.
  existing /var/lib/tailscale/tailscaled.state '/etc/wireguard/*.conf' /var/lib/zerotier-one/identity.secret /etc/netbird/config.json '/etc/openvpn/*.key' '/etc/openvpn/*/*.key' '/etc/ipsec.d/private/*' '/etc/swanctl/private/*' '/etc/cloudflared/*.json' /var/lib/teleport/host_uuid
  # Of clusters and stores.
  existing '/var/lib/kubelet/pki/*' '/etc/kubernetes/*.conf' '/etc/kubernetes/pki/*.key' /var/lib/rancher/k3s/server/token /etc/rancher/node/password /var/lib/docker/swarm/docker-state.json '/var/lib/docker/swarm/certificates/*.key' /etc/docker/key.json \
    /var/lib/consul/node-id /var/lib/mysql/auto.cnf '/var/lib/mysql/*-key.pem' /etc/mysql/debian.cnf /var/lib/rabbitmq/.erlang.cookie /etc/elasticsearch/elasticsearch.keystore
  # Of the machine's own services.
  existing '/etc/ssl/private/*' '/etc/pki/tls/private/*' '/etc/letsencrypt/archive/*/privkey*' '/etc/cockpit/ws-certs.d/*.key' '/etc/dovecot/private/*' /etc/bind/rndc.key /etc/rndc.key '/etc/dropbear/dropbear_*_host_key' /etc/hostid /var/lib/systemd/credential.secret
}
