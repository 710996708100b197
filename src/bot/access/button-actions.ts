import type { CaptureAction } from './may-decide.ts';

const pressed = [
  'confirm',
  'guest-done',
  'cancel',
  'retry',
  'abandon',
  'clean',
] as const satisfies readonly CaptureAction[];

/** What the press of a button with this action means; null when it is none of ours. */
export function actionOfButton(action: string): (typeof pressed)[number] | null {
  if (action === 'cancel-anyway') return 'cancel';
  return pressed.find(name => name === action) ?? null;
}
