import type { FormChoices, Span } from '../chat.ts';
import { code } from './elements.ts';

/** What the form asks for, in the same words in every chat. */
export const formWords = {
  title: 'Capture a VM',
  submit: 'Show me the plan',
  close: 'Close',
  notOurs: 'I cannot use this form any more, since I was updated. Close it and open a new one.',
  unreadable: 'I cannot read this form as it came. Close it and open a new one.',
  calm: 'Nothing is touched before you confirm the plan.',
} as const;

/** What a form is over that another capture's request fills in. */
export function baseWords({ id, kept }: NonNullable<FormChoices['base']>): readonly Span[] {
  const too = kept ? ['. Kept too, though it is not shown below: ', code(kept)] : [];
  return ['As in capture ', code(id), ', for the next version', ...too];
}
