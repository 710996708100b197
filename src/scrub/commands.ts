import { key } from './named.ts';
import { behindFirst, type Pattern } from './pattern.ts';
import { value } from './written.ts';

/** Secrets in command lines. */
export const commands: readonly Pattern[] = [
  [new RegExp(`((?:^|\\s)(?:--?|/)${key}\\s{1,4})(?:${value})`, 'gi'), behindFirst],
  [new RegExp(`(ConvertTo-SecureString\\s{1,4}(?:-String\\s{1,4})?)(?:${value})`, 'gi'), behindFirst],
  [/(\s(?:-u|--user|--proxy-user)[\s=]{1,4}["']?[^\s:"']{1,100}:)[^\s"']+/g, behindFirst],
];
