import { z } from 'zod';
import { outbounds } from '../../azure/outbound.ts';
import { consistencies } from '../request/request.ts';
import { coded } from './facts.ts';

const { array, boolean, enum: oneOf, number, string } = z;

/** What a right is missing to look at, though a copy may hang on it. */
const unseen = ['host-encryption', 'snapshots'] as const;
export type Unseen = (typeof unseen)[number];

/** What somebody should mind who confirms a plan: every warning there is, with what stands in its sentence. */
export const warningShape = z.discriminatedUnion('code', [
  coded('copy-wakes', {
    vm: string(),
    extensions: array(string()).readonly(),
    outbound: oneOf(outbounds),
    location: string(),
  }),
  coded('vm-spent', { vm: string() }),
  coded('failed-version-replaced', { definition: string(), version: string(), captureId: string().exactOptional() }),
  coded('in-scale-set', { vm: string() }),
  coded('in-load-balancer', { vm: string(), pool: string() }),
  coded('vm-locked', { vm: string(), lock: string() }),
  coded('in-production', { vm: string(), tag: string(), value: string() }),
  coded('plan-on-disk', { vm: string(), purchasePlan: string(), isTaken: boolean() }),
  coded('snapshots-near-full', { disk: string(), count: number(), most: number() }),
  coded('unseen', { vm: string(), what: oneOf(unseen), action: string() }),
  coded('readiness-unchecked', {}),
  coded('certification', { rule: string(), detail: string() }),
  coded('not-latest', { version: string(), gallery: string(), definition: string(), highest: string() }),
  coded('consistency-unused', { consistency: oneOf(consistencies) }),
  coded('publisher-tenant-unknown', {}),
  coded('shallow', {}),
  coded('publisher-of-gallery', { gallery: string() }),
  coded('sku-taken', { holder: string(), identifier: string(), sku: string() }),
]);

export type Warning = z.output<typeof warningShape>;

const osType = oneOf(['Linux', 'Windows']);

/** Why no worker runs the guest step through Run Command. */
export const guestReasonShape = z.discriminatedUnion('code', [
  coded('generalized', {}),
  coded('asked-for', { osType }),
  coded('asked-for-while-off', { osType, vm: string(), power: string() }),
  coded('agent-not-ready', { osType, vm: string(), says: string() }),
  coded('arm64', { osType }),
]);

export type GuestReason = z.output<typeof guestReasonShape>;
