import { h } from './dom.js';

/**
 * Says something at the foot of the page for a few seconds.
 * @param {string} text
 */
export function toast(text) {
  const line = h('p', { class: 'toast' }, text);
  document.querySelector('#toasts')?.append(line);
  setTimeout(() => line.remove(), 6000);
}

/**
 * Runs what a person asked for, and says why when it was refused.
 * @param {() => Promise<unknown>} action
 */
export async function attempt(action) {
  try {
    return await action();
  } catch (error) {
    toast(reasonIn(error instanceof Error ? error.message : String(error)));
    return null;
  }
}

/** @param {string} message */
function reasonIn(message) {
  try {
    const { message: reason, error, problems } = JSON.parse(message);
    return reason ?? problems?.join('; ') ?? error ?? message;
  } catch {
    return message; // plain words already
  }
}
