import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';
import type { Causes } from './cause.ts';

const giveUp = ({ clone, vm }: Here): string =>
  clone
    ? `Abandon this capture and ask for a new one. ${vm} itself is untouched.`
    : 'Abandon this capture and ask for a new one: what is done is skipped.';

/** What I made is made again at Retry, as long as that can be; what others made is not. */
const makeAgain = (here: Here): string =>
  `Press Retry: I make again what is missing of what I made. If it comes to the same, abandon this capture and ask for a new one${here.clone ? `: ${here.vm} itself is untouched` : ': what is done is skipped'}.`;

/** What the plan counts on and that is gone, told by the step that missed it. */
export const missingCauses = {
  'copy-group-gone': {
    means: 'The resource group of the copy does not exist any more: somebody has deleted it.',
    remedy: makeAgain,
  },
  'source-gone': {
    means: ({ vm }) => `${vm} or a disk of it does not exist any more: somebody has deleted it.`,
    remedy: 'Abandon this capture: there is nothing left to copy.',
  },
  'part-of-copy-gone': {
    means: 'Something that I made for the copy does not exist any more: somebody has deleted it.',
    remedy: makeAgain,
  },
  'captured-gone': {
    means: ({ clone, vm }) => `${clone ? `The copy of ${vm}` : vm} does not exist any more: somebody has deleted it.`,
    remedy: ({ clone, vm }) =>
      clone ? `Abandon this capture and ask for a new one. ${vm} itself is untouched.` : 'Abandon this capture.',
  },
  'gallery-group-gone': {
    means: 'The resource group of the gallery does not exist any more.',
    remedy: 'Create it again, then press Retry; or abandon this capture.',
  },
  'gallery-gone': {
    means: 'The gallery or the definition does not exist any more: somebody has deleted it.',
    remedy: makeAgain,
  },
  'gallery-or-source-gone': {
    means:
      'The gallery, the definition, or what the version is made from does not exist any more: somebody has deleted it.',
    remedy: makeAgain,
  },
  'planned-part-gone': { means: 'Something that the plan counts on does not exist any more.', remedy: giveUp },
} as const satisfies Causes;
