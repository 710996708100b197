export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json | undefined };

/** True of a plain JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value at a path like `storageProfile.osDisk.osType`, the names compared without their case, or undefined. */
function at(value: Json | undefined, path: string): Json | undefined {
  let here: Json | undefined = value;
  for (const key of path.split('.')) {
    if (!isObject(here)) return undefined;
    const object: JsonObject = here;
    const found = key in object ? key : Object.keys(object).find(name => name.toLowerCase() === key.toLowerCase());
    here = found === undefined ? undefined : object[found];
  }
  return here;
}

/** The string at a path, or undefined. */
export function textAt(value: Json | undefined, path: string): string | undefined {
  const found = at(value, path);
  return typeof found === 'string' ? found : undefined;
}

/** The number at a path, or undefined. */
export function numberAt(value: Json | undefined, path: string): number | undefined {
  const found = at(value, path);
  return typeof found === 'number' ? found : undefined;
}

/** The list at a path; empty when there is none. */
export function listAt(value: Json | undefined, path: string): readonly Json[] {
  const found = at(value, path);
  return isList(found) ? found : [];
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** The object at a path; empty when there is none. */
export function objectAt(value: Json | undefined, path: string): JsonObject {
  const found = at(value, path);
  return isObject(found) ? found : {};
}

/** The object without its undefined values. */
export function compact(object: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Both objects as one, deeply; lists and values of the second win, and a null removes. */
export function merge(base: JsonObject, change: JsonObject): JsonObject {
  const merged: Record<string, Json | undefined> = { ...base };
  for (const [key, value] of Object.entries(change)) {
    const before = merged[key];
    if (value === null) delete merged[key];
    else merged[key] = isObject(before) && isObject(value) ? merge(before, value) : value;
  }
  return merged;
}
