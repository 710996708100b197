import { codedOf } from './facts.ts';

type None = Readonly<Record<string, never>>;

/** What a step waits for, or what goes on in it: what stands in each sentence. */
export interface Progress {
  /** In Azure's own word. */
  'azure-state': { readonly state: string };
  'azure-has-taken-it': None;
  'azure-works-on-it': None;
  'log-being-read': None;
  'person-awaited': None;
  'power-unknown': None;
  'check-brought-in': None;
  'check-running': None;
  'script-brought-in': None;
  'deprovision-scheduled': None;
  deprovisioning: None;
  'sysprep-running': None;
  'shutting-down': None;
  'power-off-awaited': { readonly vm: string; readonly clone: boolean };
  'agent-awaited': { readonly says: string };
  'old-ones-deleted': None;
  'failed-one-deleted': None;
  'parts-ready': { readonly done: number; readonly of: number };
  'regions-done': { readonly done: number; readonly of: number };
  'provider-registered': { readonly provider: string };
}

export const progress = codedOf<Progress>();

/** The state in which Azure has something. */
export const azureState = (state: string) => progress('azure-state', { state });
