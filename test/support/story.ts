import { setTimeout as sleep } from 'node:timers/promises';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';

type Line = ReturnType<Sandbox['slack']['state']>['messages'][string][number];

/** A line of the simulated Azure's log. */
export interface Call {
  readonly seq: number;
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

/** What the simulated Azure looks like, as its page shows it. */
export interface World {
  readonly virtualMachines: readonly { name: string; powerState: string; osState: string }[];
  readonly galleries: readonly {
    name: string;
    definitions: readonly {
      name: string;
      generation: string;
      securityType: string;
      versions: readonly {
        name: string;
        provisioningState: string;
        regions: readonly { name: string; state: string }[];
      }[];
    }[];
  }[];
  readonly roleAssignments: readonly { principalName: string; roleName: string; scope: string }[];
}

export const images = 'C0IMAGES';

/** The whole product in its try-out world, and a person in it. Everything is asked for as a person does, and read in the thread. */
export async function openStory(options: SandboxOptions = {}) {
  const sandbox = await startSandbox({ port: 0, speed: 150, ...options });
  const { slack } = sandbox;
  const azure = async <T>(path: string, init?: RequestInit): Promise<T> => {
    const response = await fetch(`${sandbox.url}/azure/${path}`, init);
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  };
  const lines = () => slack.state().messages[images] ?? [];

  /** Types the command and answers the thread that the bot opens for it. */
  async function ask(text: string, user = 'U0RITA') {
    const before = new Set(lines().map(({ ts }) => ts));
    const answer = await slack.command({ user, channel: images, command: '/capture-image', text });
    const root = await eventually(`a thread for "${text}"`, () =>
      lines().find(line => !before.has(line.ts) && !line.thread_ts && line.bot_id && !line.ephemeralFor),
    );
    return { answer, ...threadOf(root.ts, user) };
  }

  function threadOf(ts: string, user: string) {
    const replies = () => lines().filter(line => line.thread_ts === ts && line.ts !== ts);
    return {
      ts,
      root: () => words(lines().find(line => line.ts === ts)),
      replies: () => replies().map(words),
      say: (text: string, by = user) => slack.say({ user: by, channel: images, text, thread_ts: ts }),
      hears: (pattern: RegExp, timeoutMs = 60_000) =>
        eventually(
          `"${pattern}" in the thread`,
          () =>
            replies()
              .map(words)
              .find(text => pattern.test(text)),
          timeoutMs,
          () => [words(lines().find(line => line.ts === ts)), ...replies().map(words)].join('\n---\n'),
        ),
      press: async (action: RegExp, by = user) => {
        for (const line of [...lines().filter(one => one.ts === ts || one.thread_ts === ts)].reverse()) {
          const button = buttonsOf(line).find(({ action_id }) => action.test(action_id));
          if (button) return slack.press({ user: by, channel: images, ts: line.ts, action_id: button.action_id });
        }
        throw new Error(`There is no button ${action} in the thread.`);
      },
    };
  }

  return {
    sandbox,
    ask,
    threadOf,
    lines,
    world: () => azure<World>('world'),
    calls: async (method: RegExp, path: RegExp) =>
      (await azure<readonly Call[]>('log')).filter(call => method.test(call.method) && path.test(call.path)),
    writes: async () =>
      (await azure<readonly Call[]>('log')).filter(
        ({ method, path }) => method !== 'GET' && path.toLowerCase().includes('/subscriptions/'),
      ),
    fault: (fault: unknown) =>
      azure('faults', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(fault) }),
    close: () => sandbox.close(),
  };
}

export type Story = Awaited<ReturnType<typeof openStory>>;

/** Waits until something is there, however long this machine takes within the time given. */
export async function eventually<T>(
  what: string,
  look: () => T | undefined | null | false | Promise<T | undefined | null | false>,
  timeoutMs = 60_000,
  more: () => string = () => '',
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
