import type { Draw, Fault } from '../fault.ts';
import type { Rng } from '../rng.ts';

type Woe = { status?: number; retryAfterSeconds?: number; delayMs?: number; drop?: 'before' | 'after' };

const woes: Readonly<Record<string, Woe>> = {
  'answers 429': { retryAfterSeconds: 1 },
  'answers 500': { status: 500 },
  'answers 503': { status: 503 },
  'takes 800 ms': { delayMs: 800 },
  'takes 2500 ms': { delayMs: 2_500 },
  'never hears': { drop: 'before' },
  'takes it and does not answer': { drop: 'after' },
};

function inSlack(rng: Rng): Fault {
  const [what, times] = [rng.pick(Object.keys(woes)), rng.between(1, 4)];
  const method = rng.weigh({
    'chat.postMessage': 6,
    'chat.update': 3,
    'conversations.history': 1,
    'conversations.replies': 1,
  });
  return {
    says: `Slack ${what} to ${times} × ${method}`,
    async begin({ slack }, { after }) {
      if (await after(rng.between(0, 3_000))) slack.faults.add({ match: { method }, times, ...woes[what] });
    },
  };
}

function inTeams(rng: Rng): Fault {
  const [what, times] = [rng.pick(Object.keys(woes)), rng.between(1, 4)];
  const method = rng.weigh({ send: 6, edit: 3 });
  const { retryAfterSeconds, ...woe } = woes[what] ?? {};
  return {
    says: `Teams ${what} to ${times} × ${method}`,
    async begin({ teams }, { after }) {
      const throttled = retryAfterSeconds === undefined ? {} : { status: 429, retryAfterSeconds };
      if (await after(rng.between(0, 3_000))) teams.faults.add({ match: { method }, times, ...woe, ...throttled });
    },
  };
}

function delivery(rng: Rng): Fault {
  const drop = rng.pick(['before', 'after'] as const);
  const times = rng.between(1, 4);
  return {
    says: `Slack's delivery ${drop === 'before' ? 'is lost' : 'is acknowledged and comes again'} ${times} times`,
    async begin({ slack }, { after }) {
      if (await after(rng.between(0, 3_000))) slack.faults.add({ match: { method: 'delivery' }, times, drop });
    },
  };
}

export const chatTroubles = {
  slack: { weight: 8, draw: inSlack },
  teams: { weight: 6, draw: inTeams },
  delivery: { weight: 3, draw: delivery },
} as const satisfies Readonly<Record<string, { weight: number; draw: Draw }>>;
