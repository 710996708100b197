import { meters } from '../../metrics.ts';
import type { Chat, ChatError, ChatErrorKind } from '../chat.ts';

/** Counts a request to a chat by what it came to. */
export function countCall(platform: Chat['platform'], error: ChatError | null): void {
  meters.chatCalls.inc({ platform, outcome: error ? outcomes[error.kind] : 'ok' });
}

/** The words of the metric. */
const outcomes = {
  'rate-limited': 'ratelimited',
  unanswered: 'unsure',
  'not-now': 'passing',
  'no-access': 'refused',
  'bad-content': 'refused',
  refused: 'refused',
} as const satisfies Readonly<Record<ChatErrorKind, string>>;
