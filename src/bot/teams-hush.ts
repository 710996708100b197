import { AsyncLocalStorage } from 'node:async_hooks';

const hushed = new AsyncLocalStorage<true>();
// biome-ignore lint/suspicious/noConsole: the only way to what a library prints
const print = console.error;

// botframework-connector prints tokens that it refuses, past the log: lib/auth/jwtTokenExtractor.js, validateToken
console.error = (...words: unknown[]) => {
  if (!hushed.getStore()) print.apply(console, words);
};

/** Keeps a call from printing an error of its own, which it throws as well; all else prints as before. */
export const hushing = <T>(call: () => Promise<T>): Promise<T> => hushed.run(true, call);
