/** Everything that the audit keeps, by the word that it has there for ever. Older entries may have others. */
const auditEvents = {
  asked: ['command', 'requested', 'denied'],
  decided: [
    'approve',
    'confirm',
    'guest-done',
    'cancel',
    'retry',
    'abandon',
    'unlock',
    'break-glass',
    'review',
    'clean',
  ],
  arranged: ['mirror', 'mirror-lost', 'delegate', 'delegate-off', 'cleanup'],
  planned: ['planned', 'plan-moved', 'refused', 'queued', 'reminded', 'person-asked'],
  walked: ['asking', 'asked', 'step-done', 'steps-reopened', 'readiness', 'stumbled', 'failed'],
  ended: ['succeeded', 'cancelled', 'expired'],
  cleared: ['clearing', 'clearing-asked', 'cleared', 'left', 'leftovers', 'lock-released', 'archived'],
} as const satisfies Readonly<Record<string, readonly string[]>>;

export type AuditEvent = (typeof auditEvents)[keyof typeof auditEvents][number];
