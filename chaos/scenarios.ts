import { type ChannelName, drawChannel, drawMirror } from './channels.ts';
import { approvalsFor } from './policy.ts';
import type { Rng } from './rng.ts';
import { type Kind, testVmsOf } from './test-vms.ts';

/** What somebody wants, where they ask for it, and what kind of person they are. */
export interface Scenario {
  readonly vm: string;
  readonly kind: Kind;
  readonly command: string;
  readonly at: ChannelName;
  /** Where they have it shown too; null for most, and the settings show some in one more place. */
  readonly mirror: ChannelName | null;
  /** Where it is shown in two places, they answer in the other one. */
  readonly answersElsewhere: boolean;
  /** When they ask, from the beginning of the seed. */
  readonly askAfterMs: number;
  readonly inPlace: boolean;
  /** They press the button where there is one, rather than write. */
  readonly presses: boolean;
  /** Where others must agree, they try it alone first. */
  readonly oversteps: boolean;
  /** They do everything twice, or their chat does. */
  readonly doubles: boolean;
  /** When they change their mind, from their yes; null for most. */
  readonly cancelAfterMs: number | null;
  /** How often they try again what has failed, before they give it up. */
  readonly retries: number;
}

const kindWeights: Readonly<Record<Kind, number>> = {
  linux: 34,
  trusted: 12,
  disks: 10,
  first: 6,
  windows: 20,
  stopped: 6,
  mute: 4,
  hangs: 0.7,
  restarts: 2,
  refuses: 2,
};

/** One scenario of each sort, so that every step of the procedure is walked. */
export const everyStep: readonly Scenario[] = [
  scenarioOf('linux', 'slack', ['mode=in-place', 'gallery=fresh', 'gallery-group=rg-images']),
  scenarioOf('windows', 'teams', ['mode=in-place']),
  scenarioOf('linux', 'teams', ['consistency=stop']),
  scenarioOf('windows', 'slack', ['consistency=restore-point']),
  scenarioOf('disks', 'slack', []),
  scenarioOf('trusted', 'teams', ['gallery=other', 'gallery-group=rg-images']),
  scenarioOf('linux', 'slack', ['mode=in-place', 'gallery=third', 'gallery-group=rg-images']),
  scenarioOf('disks', 'teams', ['consistency=stop']),
].map((one, index) => withMachine(one, index));

function scenarioOf(kind: Kind, at: Scenario['at'], words: readonly string[]) {
  return { kind, at, words };
}

function withMachine({ kind, at, words }: ReturnType<typeof scenarioOf>, index: number): Scenario {
  const vm = testVmsOf(kind)[index % testVmsOf(kind).length] ?? kind;
  return {
    vm,
    kind,
    inPlace: words.includes('mode=in-place'),
    command: [vm, `definition=${vm}`, 'regions=westeurope', ...words].join(' '),
    at,
    mirror: index === 0 ? 'teams-group' : null,
    answersElsewhere: index % 4 === 0,
    askAfterMs: 0,
    presses: index % 2 === 0,
    oversteps: index % 2 === 1,
    doubles: false,
    cancelAfterMs: null,
    retries: 3,
  };
}

/** Draws so many scenarios, each for a VM of its own. */
export function drawScenarios(rng: Rng, count: number): readonly Scenario[] {
  const free = new Map<Kind, string[]>();
  const scenarios: Scenario[] = [];
  while (scenarios.length < count) {
    const kind = rng.weigh(kindWeights);
    const left = free.get(kind) ?? [...testVmsOf(kind)];
    free.set(kind, left);
    const vm = left.shift();
    if (vm) scenarios.push(drawErrand(rng, { vm, kind }));
  }
  return scenarios;
}

function drawErrand(rng: Rng, { vm, kind }: { vm: string; kind: Kind }): Scenario {
  const inPlace = kind === 'mute' || rng.happens(0.35);
  const at = drawChannel(rng, { together: approvalsFor(vm) > 0 });
  return {
    vm,
    kind,
    inPlace,
    command: [vm, ...wordsOf(rng, { vm, kind, inPlace })].join(' '),
    at,
    mirror: rng.happens(0.2) ? drawMirror(rng, at) : null,
    answersElsewhere: rng.happens(0.5),
    askAfterMs: rng.between(0, 1_500),
    presses: rng.happens(0.4),
    oversteps: rng.happens(0.3),
    doubles: rng.happens(0.15),
    cancelAfterMs: rng.happens(0.1) ? rng.between(0, 2_500) : null,
    // What no retry mends is given up soon.
    retries: kind === 'hangs' || kind === 'restarts' || kind === 'refuses' ? 1 : rng.between(1, 3),
  };
}

function wordsOf(rng: Rng, { vm, kind, inPlace }: { vm: string; kind: Kind; inPlace: boolean }): string[] {
  // A definition that is shared has captures wait for one another's versions, and plans move under their feet.
  const definition = rng.happens(0.4) ? `shared-${kind}` : vm;
  return [
    `definition=${definition}`,
    ...(rng.happens(0.15) ? ['gallery=fresh', 'gallery-group=rg-images'] : []),
    ...(rng.happens(0.8) ? ['regions=westeurope'] : []),
    ...(inPlace ? ['mode=in-place'] : cloneWords(rng)),
    ...(rng.happens(0.3) ? ['queue=yes'] : []),
    ...(rng.happens(0.2) ? ['checks=off'] : []),
  ];
}

const cloneWords = (rng: Rng): string[] => {
  const consistency = rng.weigh({ crash: 6, stop: 3, 'restore-point': 2 });
  return consistency === 'crash' ? [] : [`consistency=${consistency}`];
};
