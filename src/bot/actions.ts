import type { Action } from '../jobs/policy/policy.ts';
import type { AuditEvent } from '../jobs/record/audit-events.ts';
import type { Notice } from '../jobs/record/record.ts';

/** One thing that a person does to a capture, under each of the names that it has on its way. */
interface CaptureActionNames {
  /** The buttons that mean it; none where it is only typed. */
  readonly buttons: readonly string[];
  /** What a policy is asked: an action of its own; what the plan takes; or nothing, since it is the requester's alone, or ruled on by the record. */
  readonly policy: readonly [Action] | 'to confirm' | 'to retry' | 'requester' | 'record';
  /** What the audit keeps; the second where more must agree before it counts. */
  readonly audit: readonly [AuditEvent, AuditEvent?];
  /** What the thread is told then. */
  readonly notices: readonly Notice['kind'][];
  /** What somebody may or may not do, after "may". */
  readonly says: string;
}

/** What is done to a capture. Stored and posted words: none of them ever changes. */
export const captureActions = {
  confirm: {
    buttons: ['confirm'],
    policy: 'to confirm',
    audit: ['confirm', 'approve'],
    notices: ['confirmed', 'approved'],
    says: 'confirm it',
  },
  'guest-done': {
    buttons: ['guest-done'],
    policy: 'requester',
    audit: ['guest-done'],
    notices: ['confirmed'],
    says: 'say that the guest step is done',
  },
  cancel: {
    buttons: ['cancel', 'cancel-anyway'],
    policy: ['cancel'],
    audit: ['cancel'],
    notices: ['cancelled', 'cancelling'],
    says: 'cancel it',
  },
  retry: { buttons: ['retry'], policy: 'to retry', audit: ['retry'], notices: ['retried'], says: 'retry it' },
  abandon: { buttons: ['abandon'], policy: ['cancel'], audit: ['abandon'], notices: ['abandoned'], says: 'abandon it' },
  unlock: { buttons: [], policy: ['cleanup'], audit: ['unlock'], notices: ['unlocked'], says: 'take its lock away' },
  'break-glass': {
    buttons: [],
    policy: 'requester',
    audit: ['break-glass'],
    notices: ['glass-broken'],
    says: 'go on without approval',
  },
  review: { buttons: [], policy: 'record', audit: ['review'], notices: ['reviewed'], says: 'close its review' },
  clean: {
    buttons: ['clean'],
    policy: ['cleanup'],
    audit: ['clean'],
    notices: ['cleaning'],
    says: 'have what it left deleted',
  },
  mirror: { buttons: [], policy: ['cancel'], audit: ['mirror'], notices: [], says: 'show it elsewhere' },
} as const satisfies Readonly<Record<string, CaptureActionNames>>;

export type AnyCaptureAction = keyof typeof captureActions;
/** What is decided of a capture; where it is shown besides is none of it. */
export type CaptureAction = Exclude<AnyCaptureAction, 'mirror'>;

/** Buttons that ask for something else. */
export const otherButtons = ['start', 'repeat', 'replace-failed', 'cleanup', 'cleanup-all'] as const;
export type OtherButton = (typeof otherButtons)[number];

/** What a button may be called on the wire. */
export type ButtonAction = (typeof captureActions)[AnyCaptureAction]['buttons'][number] | OtherButton;

const decisions = Object.entries(captureActions) as [CaptureAction, CaptureActionNames][];

/** What the press of a button with this action means for a capture; null when it is none of ours. */
export const actionOfButton = (button: string): CaptureAction | null =>
  decisions.find(([, { buttons }]) => buttons.includes(button))?.[0] ?? null;
