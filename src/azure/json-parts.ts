/** A value with fields, of which nothing is known yet. */
export type Fields = Readonly<Record<string, unknown>>;

/** Whether a value that came over the wire has fields. */
export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first of these fields that is a text with something in it. */
export function textIn(value: Fields, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = value[key];
    if (typeof text === 'string' && text.trim() !== '') return text;
  }
  return null;
}

/** A field that is a list, or none. */
export function listIn(value: Fields, key: string): readonly unknown[] {
  const list = value[key];
  return Array.isArray(list) ? list : [];
}
