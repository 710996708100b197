import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { withoutControls } from '../../hidden-characters.ts';
import { ChatError } from '../chat.ts';
import { countCall } from '../lib/chat-metrics.ts';
import type { Card } from './card.ts';
import type { TeamsConfig } from './config.ts';
import { connectorPeople } from './connector-people.ts';
import { callingWithin, within } from './errors.ts';
import { teamsGraph } from './graph.ts';
import { type Address, type ConnectorCall, connectorRest, inside } from './rest.ts';
import { teamsSignIn } from './sign-in.ts';
import { namedInTeams } from './words.ts';

/** A token and a message together take no longer than an outbox holds on to a capture. */
const tokenWithinMs = 3000;

/** The calls of the Bot Connector that the bot makes, signed as the configuration says. */
export function teamsConnector(config: TeamsConfig, { timeoutMs }: { timeoutMs: number }) {
  const calling = callingWithin(timeoutMs);
  const rest = connectorRest({ calling });
  const signIn = config.appId ? teamsSignIn(config) : null;
  const bot = { id: `28:${config.appId ?? ''}`, name: '' };

  /** Without a token nothing is sent, which is known for certain. */
  async function tokenFor(audience: string, withinMs = tokenWithinMs): Promise<string | null> {
    try {
      return signIn && (await within(withinMs, () => signIn(audience)));
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      const { code, retryAfterMs, cause } = error;
      const kind = error.kind === 'unanswered' ? 'not-now' : error.kind;
      const unsigned = new ChatError(code, { kind, retryAfterMs, cause });
      countCall('teams', unsigned);
      throw unsigned;
    }
  }

  const ask = async <T>(call: ConnectorCall, answer: z.ZodType<T>): Promise<T> =>
    await rest(call, await tokenFor(config.tokenIssuer), answer);

  /** A message as the Activity schema of the Bot Framework has it. A card goes alone: Teams would split a text from it, and tell the id of neither. */
  const message = ({ serviceUrl, conversation }: Address, content: Card, summary: string, id?: string) => ({
    type: 'message',
    ...(id === undefined ? {} : { id }),
    serviceUrl,
    channelId: 'msteams',
    from: bot,
    conversation: { id: conversation },
    summary: namedInTeams(withoutControls(summary)),
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content }],
  });

  return {
    /** Asks for the token that messages are sent with; throws what sending one would. */
    async signIn(): Promise<void> {
      await tokenFor(config.tokenIssuer, timeoutMs);
    },

    /** Posts a card and answers its id. A message is sent as the reply to an id that nothing has, as Microsoft’s own library does: the conversation says where it stands. */
    async send(address: Address, card: Card, summary: string): Promise<string> {
      const replyToId = randomUUID();
      const { id } = await ask(
        {
          method: 'POST',
          ...inside(address, 'activities', replyToId),
          headers: { 'x-ms-conversation-id': address.conversation },
          body: { ...message(address, card, summary), replyToId },
        },
        sentSchema,
      );
      return id;
    },

    async edit(address: Address, id: string, card: Card, summary: string): Promise<void> {
      const body = { ...message(address, card, summary, id), replyToId: randomUUID() };
      await ask({ method: 'PUT', ...inside(address, 'activities', id), body }, z.unknown());
    },

    async remove(address: Address, id: string): Promise<void> {
      await ask({ method: 'DELETE', ...inside(address, 'activities', id) }, z.unknown());
    },

    ...connectorPeople({ ask, bot }),

    /** What Microsoft Graph says, with the bot's own identity. */
    graph: teamsGraph({
      graphUrl: config.graphUrl,
      appId: config.appId ?? '',
      tokenFor: () => tokenFor(config.graphAudience),
      calling,
    }),
  };
}

const sentSchema = z.looseObject({ id: z.string().default('') });
