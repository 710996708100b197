/** The newest of what was kept under a key, up to a number; what is older is forgotten. */
export function lru<T>(most: number) {
  const kept = new Map<string, T>();
  return {
    keep(key: string, value: T): void {
      kept.delete(key);
      kept.set(key, value);
      const [oldest] = kept.keys();
      if (kept.size > most && oldest !== undefined) kept.delete(oldest);
    },
    find: (key: string): T | undefined => kept.get(key),
  };
}
