import { ChatError } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';

/** Mail addresses seldom change hands. */
const keepMs = 10 * 60_000;

/** Which account of Entra has one of some mail addresses, and in which of some groups one is; an error where Graph does not tell. */
export function teamsAccounts({
  memberWith,
  groupsOf,
  now = Date.now,
}: {
  /** Undefined where the app may not read people. */
  memberWith: (mail: string) => Promise<string | null | undefined>;
  groupsOf: (id: string, groups: readonly string[]) => Promise<readonly string[]>;
  now?: () => number;
}) {
  const byMail = memoize(
    now,
    async (mail: string) => {
      const id = await memberWith(mail);
      if (id === undefined) throw new ChatError('graph_403', { kind: 'refused' });
      return id;
    },
    keepMs,
  );
  const within = memoize(now, async (asked: string) => {
    const [id = '', ...groups] = asked.split(' ');
    return new Set((await groupsOf(id, groups)).map(group => group.toLowerCase()));
  });

  /** Those of the groups that somebody is in, as a policy writes them. */
  async function groupsWith(id: string, groups: readonly string[]): Promise<readonly string[]> {
    if (groups.length === 0) return [];
    const found = await within([id, ...groups].join(' '));
    return groups.filter(group => found.has(group.toLowerCase())).map(group => `entra-group:${group}`);
  }

  return {
    groupsWith,
    async accountOf(mails: readonly string[]): Promise<string | null> {
      const id = (await Promise.all(mails.map(byMail))).find(one => one !== null);
      return id ? `entra:${id.toLowerCase()}` : null;
    },
  };
}
