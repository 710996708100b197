/** Must fix: certification or sysprep refuses it. Should fix: it is advised against, or a person must judge. Fine: looked at, nothing found. */
export type Level = 'must' | 'should' | 'fine';

/** What the rule of a check is: `why` a finding is one, where that is written, and the command or the act that mends it. */
export type Rule = {
  readonly code: string;
  /** The gravest that a finding of this code can be. */
  readonly level: 'must' | 'should';
  readonly title: string;
  readonly why: string;
  readonly mend: string;
  /** What it is called when it is there after all, for the list of what stays in an image. */
  readonly stays?: string;
  readonly source: { readonly name: string; readonly url: string };
};
