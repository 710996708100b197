import { guestSteps, type Remedy } from './remedy.ts';

/** What runs in the guest, and the VM it runs in. */
export const guestRemedies = [
  { cause: 'run-command-busy', says: /Run command extension execution is in progress/i },
  { cause: 'agent-silent', codes: ['VMAgentStatusCommunicationError'] },
  { cause: 'script-not-brought-in', codes: ['VMExtensionProvisioningError', 'VMExtensionProvisioningTimeout'] },
  {
    cause: 'run-command-not-set-up',
    codes: ['VMExtensionHandlerNonTransientError', 'VMExtensionManagementInternalError'],
  },
  {
    cause: 'image-not-generalized',
    codes: ['OSProvisioningTimedOut', 'OSProvisioningInternalError', 'OSProvisioningClientError'],
  },
  {
    cause: 'not-running',
    codes: ['OperationNotAllowed', 'Conflict'],
    says: /requires the VM to be running|when the VM is not running/i,
  },
  {
    cause: 'not-running',
    codes: ['OperationNotAllowed', 'Conflict'],
    steps: guestSteps,
    says: /since the VM is (?:either )?(?:deallocated|marked to be deallocated|stopped)/i,
  },
  {
    cause: 'extension-failed',
    codes: ['OperationNotAllowed', 'Conflict'],
    says: /since (?:the )?VM has extension in failed state/i,
  },
  { cause: 'generalized-already', says: /since the VM is generalized/i },
  { cause: 'running-not-stopped', codes: ['OperationNotAllowed', 'Conflict'], says: /since the VM is running/i },
  { cause: 'operation-preempted', codes: ['OperationPreempted'] },
] as const satisfies readonly Remedy[];
