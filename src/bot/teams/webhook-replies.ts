import type { Note } from '../chat.ts';
import type { Card } from './card.ts';
import type { WebhookReply } from './webhook.ts';
import { namedInTeams } from './words.ts';

const cardType = 'application/vnd.microsoft.card.adaptive';

/** A card in the place of the one that was pressed or looked at. */
export const cardReply = (card: Card): WebhookReply => ({
  status: 200,
  body: { statusCode: 200, type: cardType, value: card },
});

/** A sentence for whoever pressed. */
export const messageReply = ({ text }: Note): WebhookReply => ({
  status: 200,
  body: { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: namedInTeams(text) },
});

/** Teams tells its user to try again. */
export const notNow: WebhookReply = {
  status: 200,
  body: { statusCode: 503, type: 'application/vnd.microsoft.error', value: { code: 'NotNow', message: 'Not now.' } },
};

/** What a type-ahead offers. */
export const suggestionsReply = (
  found: readonly { readonly value: string; readonly label: string }[],
): WebhookReply => ({
  status: 200,
  body: {
    statusCode: 200,
    type: 'application/vnd.microsoft.search.searchResponse',
    value: { results: found.slice(0, 15).map(({ value, label }) => ({ value, title: label })) },
  },
});
