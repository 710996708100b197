/** How long to wait after so many failures in a row: twice as long each time, up to a ceiling. */
export const backoff = (failures: number, { firstMs, mostMs }: { firstMs: number; mostMs: number }): number =>
  Math.min(mostMs, firstMs * 2 ** (failures - 1));

/** A quarter more or less, so that those who failed together do not come back together. */
export const withJitter = (ms: number): number => ms * (0.75 + Math.random() / 2);
