import { randomBytes } from 'node:crypto';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { test, vi } from 'vitest';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import { startInThisProcess } from './in-this-process.ts';
import { asOperator } from './operator.ts';
import { quickSettings } from './quick-settings.ts';

type Slack = Sandbox['slack'];
type Line = ReturnType<Slack['state']>['messages'][string][number];

/** A line of the simulated Azure's log. */
export interface Call {
  readonly seq: number;
  readonly at: string;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

interface Exchange {
  readonly liveRequest: { readonly method: string; readonly url: string };
  readonly liveResponse: { readonly headers: Readonly<Record<string, string>> };
}

/** What the bot says where it has begun nothing, and has people try again: on a busy machine too, where a chat is slow to say who somebody is. */
export const tryAgain =
  /I cannot reach my record \(Redis\), so I have not started anything|I cannot find out who you are at the moment, so I have done nothing/;

/** What the simulated Azure looks like, as its page shows it. */
export interface World {
  readonly virtualMachines: readonly { name: string; powerState: string; osState: string }[];
  readonly galleries: readonly {
    name: string;
    definitions: readonly {
      name: string;
      generation: string;
      securityType: string;
      versions: readonly { name: string; provisioningState: string }[];
    }[];
  }[];
  readonly roleAssignments: readonly { principalName: string; roleName: string; scope: string }[];
}

const images = 'C0IMAGES';

/** `apart`: bot and worker are processes of their own, which can be killed. */
type StoryOptions = SandboxOptions & { readonly apart?: boolean };

/** The whole product in its try-out world, without a policy unless one is given. People ask as people do, and everything is read back where they read it. */
export async function openStory({ apart = false, ...options }: StoryOptions = {}) {
  const folder = join('.sandbox', 'stories', randomBytes(4).toString('hex'));
  const sandbox = await startSandbox({
    port: 0,
    speed: 500,
    settings: quickSettings,
    policy: null,
    folder,
    ...(apart || options.program ? {} : { startRole: startInThisProcess }),
    ...options,
  });
  return {
    sandbox,
    ...chatOf(sandbox.slack),
    ...azureOf(sandbox),
    everythingLogged: () =>
      ['bot', 'worker'].map(name => readFileSync(join(sandbox.folder, `${name}.log`), 'utf8')).join('\n'),
    /** Freezes Redis while something happens. */
    async withoutRedis(happens: () => Promise<void>) {
      const pid = sandbox.redisPid;
      if (!pid) throw new Error('This Redis is not ours to freeze.');
      process.kill(pid, 'SIGSTOP');
      try {
        await happens();
      } finally {
        process.kill(pid, 'SIGCONT');
      }
    },
    async close() {
      await sandbox.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

export type Story = Awaited<ReturnType<typeof openStory>>;

/** Most of a story is waiting, so several of a file are told at once, and no more than two processors take. */
vi.setConfig({ maxConcurrency: 2 });

/** Tests that each have such a world of their own. */
export const telling = (options: StoryOptions = {}) =>
  test.extend<{ story: Story }>({
    // biome-ignore lint/correctness/noEmptyPattern: vitest reads what a fixture needs from its pattern
    story: async ({}, use) => {
      const story = await openStory(options);
      await use(story);
      await story.close();
    },
  }).concurrent;

/** A test with a world of its own. */
export const tell = telling();

/** The same, whose bot and worker are processes of their own. */
export const tellApart = telling({ apart: true });

function chatOf(slack: Slack) {
  const lines = () => slack.state().messages[images] ?? [];

  function threadOf(ts: string, user: string) {
    const root = () => words(lines().find(line => line.ts === ts));
    const replies = () => lines().filter(line => line.thread_ts === ts && line.ts !== ts);
    const said = () => replies().map(words);
    return {
      ts,
      root,
      said,
      say: (text: string, by = user) => slack.say({ user: by, channel: images, text, thread_ts: ts }),
      hears: (pattern: RegExp, timeoutMs = 240_000) =>
        eventually(`${pattern} in the thread`, () => said().find(text => pattern.test(text)), {
          timeoutMs,
          more: () => [root(), ...said()].join('\n---\n'),
        }),
      /** Presses the newest button of that action in the thread. */
      async press(action: RegExp, by = user) {
        for (const line of [...lines().filter(one => one.ts === ts || one.thread_ts === ts)].reverse()) {
          const button = buttonsOf(line).find(({ action_id }) => action.test(action_id));
          if (button) return slack.press({ user: by, channel: images, ts: line.ts, action_id: button.action_id });
        }
        throw new Error(`There is no button ${action} in the thread.`);
      },
    };
  }

  const whisperedNow = (user: string) =>
    lines()
      .filter(line => line.ephemeralFor === user)
      .map(words);

  /** The thread that the bot opens for something that is done; done again as often as the bot has them try again. */
  async function opens(what: string, done: () => Promise<unknown>, user = 'U0RITA') {
    const before = new Set(lines().map(({ ts }) => ts));
    const tellsAway = () =>
      lines().filter(line => line.ephemeralFor === user && !before.has(line.ts) && tryAgain.test(words(line))).length;
    let answer = await done();
    let answeredAway = 0;
    const root = await eventually(
      `a thread for "${what}"`,
      async () => {
        const opened = lines().find(
          line => !before.has(line.ts) && !line.thread_ts && line.bot_id && !line.ephemeralFor,
        );
        if (opened || tellsAway() === answeredAway) return opened;
        answeredAway = tellsAway();
        await sleep(1_000);
        answer = await done();
        return null;
      },
      { more: () => `It was answered with ${JSON.stringify(answer)}.` },
    );
    return threadOf(root.ts, user);
  }

  return {
    opens,
    /** Types the command and answers the thread that the bot opens for it. */
    ask: (text: string, user = 'U0RITA') =>
      opens(text, () => slack.command({ user, channel: images, command: '/capture-image', text }), user),
    /** The thread of a capture that was asked for elsewhere. */
    async mirrored(user = 'U0RITA') {
      const root = await eventually('a mirror in Slack', () => lines().find(line => !line.thread_ts && line.bot_id));
      return threadOf(root.ts, user);
    },
    whisperedNow,
    /** What only this person sees. */
    whispered: (user: string, pattern: RegExp) =>
      eventually(`${pattern} for ${user} alone`, () => whisperedNow(user).find(text => pattern.test(text))),
    /** Presses the newest button of that action that only this person sees. */
    async pressWhispered(user: string, action: string) {
      const line = lines().findLast(
        one => one.ephemeralFor === user && buttonsOf(one).some(({ action_id }) => action_id === action),
      );
      if (!line) throw new Error(`${user} has no button ${action}.`);
      return slack.press({ user, channel: images, ts: line.ts, action_id: action });
    },
    /** Types a command that is answered to this person alone. */
    command: (text: string, user = 'U0RITA') =>
      slack.command({ user, channel: images, command: '/capture-image', text }),
    everythingSaid: () => JSON.stringify(slack.state().messages),
  };
}

function azureOf(sandbox: Sandbox) {
  const call = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${sandbox.url}/azure/${path}`, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const post = (path: string, body: unknown = {}) =>
    call(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
  const log = () => call<readonly Call[]>('log');
  const calls = async (method: RegExp, path: RegExp) =>
    (await log()).filter(one => method.test(one.method) && path.test(one.path));

  return {
    world: () => call<World>('world'),
    calls,
    eventuallyCalled: (method: RegExp, path: RegExp) =>
      eventually(`${method} ${path} in Azure's log`, async () => (await calls(method, path))[0]),
    /** The requests that change something in Azure. */
    writes: async () =>
      (await log()).filter(({ method, path }) => method !== 'GET' && path.toLowerCase().includes('/subscriptions/')),
    /** All requests with their answers. */
    async traffic(): Promise<readonly Exchange[]> {
      const lines = await (await fetch(`${sandbox.url}/azure/record`)).text();
      return lines.split('\n').flatMap(line => (line ? [JSON.parse(line)] : []));
    },
    fault: (fault: unknown) => post('faults', fault),
    atSpeed: (speed: number) => post('speed', { speed }),
    forgetFaults: () => call('faults', { method: 'DELETE' }),
    /** What somebody does to a VM by hand, over SSH or in the portal. */
    byHand: (vm: string, does: 'deprovision' | 'power-off' | 'deallocate' | 'start') => post('person', { vm, does }),
    asOperator: (method: string, path: string, body: unknown) => asOperator(sandbox.azure, method, path, body),
  };
}

/** Waits until something is there, however long this machine takes within the time given. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  { timeoutMs = 240_000, more = () => '' }: { timeoutMs?: number; more?: () => string } = {},
): Promise<T> {
  const until = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`After ${timeoutMs / 1000} s there was still not ${what}. ${more()}`);
    await sleep(50);
  }
}

/** Everything a message says, blocks included, as one text. */
function words(line: Line | undefined): string {
  return line ? [line.text, ...textsIn(line.blocks ?? [])].join('\n') : '';
}

function textsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(textsIn);
  if (value === null || typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    key === 'text' && typeof inner === 'string' ? [inner] : textsIn(inner),
  );
}

function buttonsOf(line: Line): readonly { action_id: string }[] {
  return (line.blocks ?? []).flatMap(block =>
    block.type === 'actions' && Array.isArray(block.elements) ? (block.elements as { action_id: string }[]) : [],
  );
}
