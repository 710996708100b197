import { randomBytes } from 'node:crypto';
import type { Json, Message } from './model.ts';
import { asBot, contentOf } from './posting.ts';
import { Refused } from './refused.ts';
import type { Workspace } from './workspace.ts';
import { team } from './world.ts';

const usesAllowed = 5;
const livesMs = 30 * 60_000;

interface Issued {
  readonly user: string;
  readonly channel: string;
  /** The message whose button was pressed; a command has none. */
  readonly source: { readonly ts: string; readonly thread_ts?: string } | null;
  readonly atMs: number;
  uses: number;
}

/** The response URLs that have been given out. */
export type ResponseUrls = ReturnType<typeof createResponseUrls>;

/** Response URLs: five answers within thirty minutes, without membership or token. */
export function createResponseUrls({
  workspace,
  now,
  address,
}: {
  workspace: Workspace;
  now: () => number;
  address: () => string;
}) {
  const issued = new Map<string, Issued>();

  function use(path: string): Issued {
    const found = issued.get(path);
    if (!found) throw new Refused('invalid_url');
    if (now() - found.atMs > livesMs) throw new Refused('expired_url');
    if (found.uses >= usesAllowed) throw new Refused('used_url');
    return found;
  }

  function post(to: Issued, body: Json): void {
    const thread = typeof body.thread_ts === 'string' ? body.thread_ts : undefined;
    const where = thread ? { thread_ts: thread } : {};
    const seenBy = body.response_type === 'in_channel' ? {} : { ephemeralFor: to.user };
    workspace.post(to.channel, { ...asBot, ...contentOf(body), ...where, ...seenBy });
  }

  function replace(to: Issued, original: Message, body: Json): void {
    const { ts, thread_ts, user, bot_id, ephemeralFor } = original;
    const kept = {
      ts,
      user,
      ...(bot_id ? { bot_id } : {}),
      ...(thread_ts ? { thread_ts } : {}),
      ...(ephemeralFor ? { ephemeralFor } : {}),
    };
    const edited = ephemeralFor ? {} : { edited: { user: asBot.user, ts: workspace.nextTs() } };
    workspace.change(to.channel, original, { ...kept, ...contentOf(body), ...edited });
  }

  return {
    issue(kind: 'commands' | 'actions', to: Pick<Issued, 'user' | 'channel' | 'source'>): string {
      const path = `/${kind}/${team.id}/${Date.now()}/${randomBytes(12).toString('base64url')}`;
      issued.set(path, { ...to, atMs: now(), uses: 0 });
      return `${address()}${path}`;
    },
    /** Does what a POST to a response URL asks for; a refused one costs no use. */
    respond(path: string, body: Json): void {
      const to = use(path);
      const original = to.source ? workspace.findMessage(to.channel, to.source.ts) : null;
      if (body.delete_original && original) workspace.remove(to.channel, original);
      else if (body.replace_original && original) replace(to, original, body);
      else post(to, body);
      to.uses += 1;
    },
  };
}
