import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { withoutControls } from '../../hidden-characters.ts';
import { scrub } from '../../scrub.ts';
import { ChatError } from '../chat.ts';
import { countCall } from '../lib/chat-metrics.ts';
import type { Card } from './card.ts';
import type { TeamsConfig } from './config.ts';
import { callingWithin, within } from './errors.ts';
import { teamsGraph } from './graph.ts';
import type { TeamsMember } from './profiles.ts';
import { type ConnectorCall, connectorRest } from './rest.ts';
import { teamsSignIn } from './sign-in.ts';
import { namedInTeams } from './words.ts';

/** Where a message goes. */
export interface Address {
  readonly serviceUrl: string;
  readonly conversation: string;
}

/** Somebody in a conversation, for calling them by name. */
export interface RosterMember {
  readonly entraId: string;
  readonly name: string;
  readonly mails: readonly string[];
}

/** A token and a message together take no longer than an outbox holds on to a capture. */
const tokenWithinMs = 3000;

/** As many as Teams gives at once. */
const rosterPage = 500;

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

  const inside = ({ serviceUrl, conversation }: Address, ...path: readonly string[]) => ({
    serviceUrl,
    path: ['conversations', conversation, ...path],
  });

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

  const pageOf = (address: Address, pageSize: number) =>
    ask({ method: 'GET', ...inside(address, 'pagedmembers'), query: { pageSize: String(pageSize) } }, pageSchema);

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

    /** What Teams says of somebody in a conversation or a team. */
    async member(address: Address, id: string): Promise<TeamsMember> {
      const found = await ask({ method: 'GET', ...inside(address, 'members', id) }, memberSchema);
      return { id: found.id, role: found.userRole || null, mails: mailsOf(found), tenantId: found.tenantId || null };
    },

    /** How many people are in a conversation, as far as one page tells. */
    count: async (address: Address): Promise<number> => (await pageOf(address, 100)).members.length,

    /** Everybody in a conversation who is known in Entra; of a very large one, its first people. */
    async roster(address: Address): Promise<readonly RosterMember[]> {
      const { members } = await pageOf(address, rosterPage);
      return members.flatMap(one =>
        one.aadObjectId ? [{ entraId: one.aadObjectId, name: scrub(one.name ?? ''), mails: mailsOf(one) }] : [],
      );
    },

    /** The id in Entra of a team. */
    async groupOf({ serviceUrl }: Address, team: string): Promise<string> {
      const { aadGroupId } = await ask({ serviceUrl, method: 'GET', path: ['teams', team] }, teamSchema);
      if (!aadGroupId) throw new ChatError('unknown_team', { kind: 'refused' });
      return aadGroupId;
    },

    /** What Microsoft Graph says, with the bot's own identity. */
    graph: teamsGraph({
      graphUrl: config.graphUrl,
      appId: config.appId ?? '',
      tokenFor: () => tokenFor(config.graphAudience),
      calling,
    }),

    /** Opens a chat with one person, and answers which it is. */
    async openChat({ serviceUrl, person, tenantId }: { serviceUrl: string; person: string; tenantId: string }) {
      const body = {
        isGroup: false,
        bot,
        members: [{ id: person, name: '' }],
        tenantId,
        channelData: { tenant: { id: tenantId } },
      };
      const { id } = await ask({ serviceUrl, method: 'POST', path: ['conversations'], body }, openedSchema);
      return id;
    },
  };
}

/** What an answer of Teams that a person's account stands in says of them: any of it may be missing. */
const memberSchema = z.looseObject({
  id: z.string(),
  name: z.string().nullish(),
  aadObjectId: z.string().nullish(),
  email: z.string().nullish(),
  userPrincipalName: z.string().nullish(),
  userRole: z.string().nullish(),
  tenantId: z.string().nullish(),
});
const pageSchema = z.looseObject({ members: z.array(memberSchema) });
const teamSchema = z.looseObject({ aadGroupId: z.string().nullish() });
const sentSchema = z.looseObject({ id: z.string().default('') });
const openedSchema = z.looseObject({ id: z.string().min(1) });

const mailsOf = ({ email, userPrincipalName }: z.infer<typeof memberSchema>): readonly string[] =>
  [email, userPrincipalName].flatMap(mail => mail || []);
