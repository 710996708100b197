import { meters } from '../../metrics.ts';
import type { Chat, ChatError } from '../chat.ts';

/** Counts a request to a chat by what it came to. */
export function countCall(platform: Chat['platform'], error: ChatError | null): void {
  meters.chatCalls.inc({ platform, outcome: error ? outcomeOf(error) : 'ok' });
}

function outcomeOf({ code, passing, unsure }: ChatError): string {
  if (code === 'ratelimited' || code === 'rate_limited' || code === 'http_429') return 'ratelimited';
  if (unsure) return 'unsure';
  return passing ? 'passing' : 'refused';
}
