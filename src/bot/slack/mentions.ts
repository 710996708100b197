import type { WebClient } from '@slack/web-api';
import { scrub } from '../../scrub.ts';
import { ChatError, type Mention } from '../chat.ts';
import { memoize } from '../lib/memoize.ts';
import { calling } from './errors.ts';

/** What is asked for only to call people by name may be some minutes old. */
const keepMs = 10 * 60_000;

/** Whom a policy means, as Slack calls them: ids as they are, mail addresses and user groups as far as Slack knows them. */
export function slackMentions(client: WebClient, now: () => number = Date.now) {
  const byMail = memoize(
    now,
    async (email: string): Promise<Mention | null> => {
      const user = await unlessUnknown(calling(client.users.lookupByEmail({ email })));
      return user?.user?.id ? { is: 'person', id: user.user.id, name: scrub(user.user.real_name ?? email) } : null;
    },
    keepMs,
  );
  const allGroups = memoize(now, async () => (await calling(client.usergroups.list())).usergroups ?? [], keepMs);

  async function group(id: string): Promise<Mention | null> {
    const found = (await allGroups('')).find(one => one.id?.toLowerCase() === id);
    return found?.id ? { is: 'group', id: found.id, name: scrub(found.name ?? found.id) } : null;
  }

  return async (refs: readonly string[]): Promise<readonly Mention[]> => {
    const found = await Promise.allSettled(refs.map(mentionOf));
    const told = found.flatMap(one => (one.status === 'fulfilled' && one.value ? [one.value] : []));
    const failed = found.find(one => one.status === 'rejected');
    if (told.length === 0 && failed) throw failed.reason;
    return told.filter(({ id }, index) => told.findIndex(other => other.id === id) === index);
  };

  async function mentionOf(ref: string): Promise<Mention | null> {
    const [kind, name = ''] = ref.split(/:(.*)/s);
    if (kind === 'slack') return { is: 'person', id: name.toUpperCase(), name: name.toUpperCase() };
    if (kind === 'slack-group') return await group(name);
    return kind === 'mail' ? await byMail(name) : null;
  }
}

/** Somebody whom Slack does not know is nobody; that it does not answer is another thing. */
async function unlessUnknown<T>(call: Promise<T>): Promise<T | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof ChatError && error.code === 'users_not_found') return null;
    throw error;
  }
}
