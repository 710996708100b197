import type { Facts } from '../../../../../jobs/record/facts.ts';
import type { Here } from '../../../../../jobs/record/remedies/remedy.ts';

type Sentence = string | ((here: Here, facts: Facts) => string);

/** What an error of Azure's means where it came, and the way on there. */
export interface CauseWords {
  readonly means: Sentence;
  readonly remedy: Sentence;
}

export type Causes = Readonly<Record<string, CauseWords>>;

export const permissions = 'docs/azure-permissions.md has the role';

/** Something that is mended in Azure, beside whatever is captured: then the same is tried again. */
export const thenRetry = (mend: string): string => `${mend}, then press Retry.`;

/** Something that another request would do better. */
export const anew =
  (how: string) =>
  ({ clone, vm, step }: Here): string =>
    `Abandon this capture${clone && step !== 'start-source' ? `, which leaves ${vm} as it is` : ''}; ${how}.`;

/** Something that must be mended in the guest: nobody gets into a copy, and a new one is made of what is mended. */
export const inGuest =
  (mend: string, otherwise = '') =>
  ({ clone, vm }: Here): string =>
    clone
      ? `${mend} in ${vm} itself, abandon this capture, and ask for a new one: nobody gets into its copy.`
      : `${mend} in ${vm}, then press Retry${otherwise}.`;

export const say = (sentence: Sentence, here: Here, facts: Facts): string =>
  typeof sentence === 'string' ? sentence : sentence(here, facts);
