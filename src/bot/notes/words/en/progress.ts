import type { Coded } from '../../../../jobs/record/facts.ts';
import type { Progress } from '../../../../jobs/record/progress.ts';
import { own, subject } from './reasons/sentences.ts';

const sentences: { readonly [C in keyof Progress]: (facts: Progress[C]) => string } = {
  'azure-state': ({ state }) => String(state).toLowerCase(),
  'azure-has-taken-it': () => 'Azure has taken it',
  'azure-works-on-it': () => 'Azure still works on it',
  'log-being-read': () => 'time is up; reading the log in the guest',
  'person-awaited': () => 'waiting for a person',
  'power-unknown': () => 'Azure does not say what state the VM is in',
  'check-brought-in': () => 'Run Command is bringing the check in',
  'check-running': () => 'the check is running',
  'script-brought-in': () => 'Run Command is bringing the script in',
  'deprovision-scheduled': () => 'the deprovision is being scheduled',
  deprovisioning: () => 'deprovisioning; it powers off when that is done',
  'sysprep-running': () => 'sysprep is running',
  'shutting-down': () => 'shutting down',
  'power-off-awaited': facts => `waiting for ${subject(facts)} to power off`,
  'agent-awaited': ({ says }) => `waiting for the agent in it: ${says}`,
  'old-ones-deleted': () => 'deleting the old ones',
  'failed-one-deleted': () => 'deleting the failed one',
  'parts-ready': ({ done, of }) => `${done} of ${of} ready`,
  'regions-done': ({ done, of }) => `${done} of ${of} regions done`,
  'provider-registered': ({ provider }) => `registering ${provider}`,
};

/** What goes on in a step; older records have it in words, and a newer one may have a code that is not known here. */
export function progressInWords(says: Coded | string): string {
  if (typeof says === 'string') return says;
  const sentence = own(sentences, says.code) as ((facts: unknown) => string) | undefined;
  return sentence ? sentence(says.facts) : says.code;
}
