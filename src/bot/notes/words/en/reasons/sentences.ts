/** What there is to say of a reason: why, and the way on. */
export interface Said {
  readonly reason: string;
  readonly remedy: string;
}

/** The sentences of a closed list of reasons, each made of its facts. */
export type Sentences<R> = { readonly [C in keyof R]: (facts: R[C]) => Said };

export const said = (reason: string, remedy: string): Said => ({ reason, remedy });

/** A stored record may have anything in the place of a list. */
export const strings = (list: unknown): readonly string[] => (Array.isArray(list) ? list.map(String) : []);

/** Lists side by side as one: `2 of owners; 1 of security`. */
export const sideBySide = (say: (...values: string[]) => string, ...[first, ...rest]: readonly unknown[]): string[] =>
  strings(first).map((value, at) => say(value, ...rest.map(list => strings(list)[at] ?? '?')));

/** The other way to an image, where the settings allow it. */
export const orInPlace = ({ inPlace }: { readonly inPlace: boolean }): string =>
  inPlace
    ? 'Or add mode=in-place: the VM itself becomes the image then, and is spent.'
    : 'My operator has switched off mode=in-place ("modes" in capture-image.yaml).';

export const lowerFirst = (sentence: string): string => `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`;

/** What was to be captured: the VM, or its copy. */
export const subject = ({ vm, clone }: { readonly vm: string; readonly clone: boolean }): string =>
  clone ? 'the copy' : vm;

/** What a table has under a name that a stored record gives; undefined for any other. */
export const own = <T extends object>(table: T, name: unknown): T[keyof T] | undefined =>
  Object.hasOwn(table, String(name)) ? table[String(name) as keyof T] : undefined;
