import type { Rule } from './readiness-rule.ts';
import { sources } from './readiness-sources.ts';

/** What linux-checks.sh looks at in the ways in: SSH and sudo. */
export const accessRules: readonly Rule[] = [
  {
    code: 'ssh-server',
    level: 'should',
    title: 'SSH server',
    why: 'Azure tests an image over SSH; one without must be declared in Partner Center as "Remote desktop or SSH disabled".',
    mend: 'Install openssh-server, or declare the image as locked down.',
    source: sources.certification,
  },
  {
    code: 'ssh-client-alive',
    level: 'must',
    title: 'ClientAliveInterval of SSH',
    why: 'ClientAliveInterval must be set, from 30 to 235 seconds, 180 is recommended: Azure cuts idle connections after four minutes.',
    mend: 'Set ClientAliveInterval 180 in /etc/ssh/sshd_config, then: systemctl reload ssh, or systemctl reload sshd',
    source: sources.certification,
  },
  {
    code: 'root-login',
    level: 'should',
    title: 'No sign-in of root with a password',
    why: 'With PermitRootLogin yes, root can sign in with a password where one is set.',
    mend: 'Set PermitRootLogin prohibit-password in /etc/ssh/sshd_config',
    source: sources.sshd,
  },
  {
    code: 'ssh-host-keys',
    level: 'must',
    title: 'SSH host keys are made anew',
    why: 'Nothing here makes new SSH host keys, so all VMs made from the image would share these.',
    mend: 'Give cloud-init its module ssh, or let the agent make them: Provisioning.Enabled=y, Provisioning.Agent=waagent and Provisioning.RegenerateSshHostKeyPair=y in /etc/waagent.conf',
    stays: 'The SSH host keys, since nothing makes new ones',
    source: sources.waagent,
  },
  {
    code: 'ssh-trust',
    level: 'should',
    title: 'SSH lets in by keys in files alone',
    why: 'Who has the key of such an authority, answers for such a command or owns such a host gets into every VM made from the image.',
    mend: 'Take the line out of the files of sshd_config, or the file away, unless all who use the image are meant to trust it',
    stays: 'Others whom SSH trusts to say who may come in',
    source: sources.sshd,
  },
  {
    code: 'sudo-rules',
    level: 'must',
    title: 'Rules of sudo hold without the provisioned account',
    why: 'The capture takes the account out of these files. Sudo would not take what is left of them, so the capture gives up before it changes anything.',
    mend: 'Take the account out by hand: visudo -f FILE',
    source: sources.waagent,
  },
  {
    code: 'sudo-targetpw',
    level: 'must',
    title: 'sudo asks for the password of the user',
    why: 'With "Defaults targetpw" sudo asks for a password of root, which a VM in Azure does not have.',
    mend: 'Take the line out with: visudo',
    source: sources.lisa,
  },
];
