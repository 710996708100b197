/** Why a plan is not carried out: `mend` is what my operator can do about it, null where the record says what I never plan. */
export interface Broken {
  readonly code: string;
  readonly reason: string;
  readonly mend: string | null;
}

/** A record that says what I never plan was not written by me. */
export const forged = (what: string): Broken => ({
  code: 'record-forged',
  reason: `The record of this capture says ${what}, which I never plan. Somebody else has changed it, so I do nothing with it.`,
  mend: null,
});
