import { all, cut, type Pattern } from './pattern.ts';

/** Secrets that are known by their own shape, whatever stands around them. */
export const tokens: readonly Pattern[] = [
  [/(?:xox[a-z]|xapp)[-.][\w.-]+/g, all],
  [/eyJ[\w-]+(?:\.[\w-]*)*/g, token => (token.includes('.') || token.length > 40 ? cut : token)],
  [
    /(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{43}(?:=|\\{1,4}u003d|%(?:25){0,2}3d)(?![A-Za-z0-9+/=])|[A-Za-z0-9+/]{86}(?:=|\\{1,4}u003d|%(?:25){0,2}3d){2})/gi,
    all,
  ],
  [/\b(?:gh[oprsu]_|github_pat_|glpat-|npm_|AKIA|ASIA)\w{16,}/g, all],
  [/[\w.~-]{3}\dQ~[\w.~-]{31,34}/g, all],
];
