/** What looks random and is the same again for the same seed. */
export type Rng = ReturnType<typeof rngOf>;

/** Draws from a seed; a `part` of it goes its own way, so that what is drawn there moves nothing elsewhere. */
export function rngOf(seed: number, part = '') {
  let state = hash(`${seed}/${part}`);

  /** From 0 up to 1: the generator known as mulberry32. */
  function next(): number {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  }

  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    between: (low: number, high: number): number => low + below(high - low + 1),
    /** True as often as this share of all times. */
    happens: (share: number): boolean => next() < share,
    pick<T>(list: readonly T[]): T {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error('There is nothing to pick from.');
      return picked;
    },
    /** One of the names, each as often as its weight says. */
    weigh<Name extends string>(weights: Readonly<Record<Name, number>>): Name {
      const names = Object.keys(weights) as Name[];
      let left = next() * names.reduce((sum, name) => sum + weights[name], 0);
      const found = names.find(name => {
        left -= weights[name];
        return left < 0;
      });
      return found ?? this.pick(names);
    },
    part: (name: string) => rngOf(seed, `${part}/${name}`),
  };
}

/** FNV-1a. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const letter of text) value = Math.imul(value ^ letter.charCodeAt(0), 0x01000193);
  return value;
}
