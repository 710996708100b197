/** From so many minutes to so many. */
export type Minutes = readonly [least: number, most: number];

/** How long things take one after the other. */
export const sumOfMinutes = (each: readonly Minutes[]): Minutes => [
  each.reduce((total, [least]) => total + least, 0),
  each.reduce((total, [, most]) => total + most, 0),
];
