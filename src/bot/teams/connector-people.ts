import { z } from 'zod';
import { scrub } from '../../scrub.ts';
import { ChatError } from '../chat.ts';
import type { TeamsMember } from './profiles.ts';
import { type Address, type ConnectorCall, inside } from './rest.ts';

/** Somebody in a conversation, for calling them by name. */
export interface RosterMember {
  readonly entraId: string;
  readonly name: string;
  readonly mails: readonly string[];
}

/** As many as Teams gives at once. */
const rosterPage = 500;

/** What the Bot Connector says of people and teams. */
export function connectorPeople({
  ask,
  bot,
}: {
  ask: <T>(call: ConnectorCall, answer: z.ZodType<T>) => Promise<T>;
  /** The bot as a member of a conversation. */
  bot: { readonly id: string; readonly name: string };
}) {
  const pageOf = (address: Address, pageSize: number) =>
    ask({ method: 'GET', ...inside(address, 'pagedmembers'), query: { pageSize: String(pageSize) } }, pageSchema);

  return {
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

const openedSchema = z.looseObject({ id: z.string().min(1) });

const mailsOf = ({ email, userPrincipalName }: z.infer<typeof memberSchema>): readonly string[] =>
  [email, userPrincipalName].flatMap(mail => mail || []);
