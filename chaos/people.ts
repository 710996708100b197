import { setTimeout as sleep } from 'node:timers/promises';
import { CannotDo as CannotInSlack } from '../sandbox/slack/people/person.ts';
import { CannotDo as CannotInTeams } from '../sandbox/teams/model.ts';
import { isOwing, leftovers } from '../src/jobs/ledger.ts';
import { type Capture, isOver } from '../src/jobs/record.ts';
import type { Errand } from './errands.ts';
import { readRecords } from './records.ts';
import { type Line, slackRoom, slackThreads, teamsRoom, teamsThreads } from './thread.ts';
import type { World } from './world.ts';

/** Somebody with an errand, and what they have done so far. */
export interface Person {
  readonly errand: Errand;
  /** When they first said yes to anything. */
  yesAtMs: number | null;
  /** Which posts of theirs in Teams asked for it. */
  readonly posts: string[];
  asked: number;
  retried: number;
  cleaned: number;
  done: boolean;
}

const turnMs = 80;
/** How long a person waits for something to happen before they do it again. */
const patienceMs = { ask: 4_000, answer: 1_500, retry: 900 } as const;

/** Has everybody see to their errand until all are done or the time is up. */
export async function seeToErrands(
  world: World,
  errands: readonly Errand[],
  { withinMs }: { withinMs: number },
): Promise<readonly Person[]> {
  const startedMs = Date.now();
  const people = errands.map(errand => newPerson(world, errand, startedMs));
  while (!people.every(({ person }) => person.done) && Date.now() - startedMs < withinMs) {
    if (world.redis.status === 'ready') {
      const records = await readRecords(world.redis, world.prefix).catch(() => null); // Redis is away: the next turn looks again
      const chats = { slack: slackThreads(world.slack), teams: teamsThreads(world.teams) };
      if (records) for (const { turn } of people) turn(records, chats);
    }
    await sleep(turnMs);
  }
  return people.map(({ person }) => person);
}

interface Chats {
  readonly slack: ReadonlyMap<string, readonly Line[]>;
  readonly teams: ReadonlyMap<string, readonly Line[]>;
}

function newPerson(world: World, errand: Errand, startedMs: number) {
  const { slack, teams } = world;
  const user = errand.at === 'slack' ? 'U0RITA' : '29:rita';
  const person: Person = {
    errand,
    yesAtMs: null,
    posts: [],
    asked: 0,
    retried: 0,
    cleaned: 0,
    done: false,
  };
  /** When each kind of deed may be done again. */
  const notBeforeMs = { ask: startedMs + errand.askAfterMs, answer: 0, retry: 0 };
  let isBusy = false;
  let toldToCancel = false;

  /** Does something, if it was given time since the last try; what cannot be done any more was overtaken by something else. */
  function doThis(kind: keyof typeof notBeforeMs, deed: () => unknown): boolean {
    if (Date.now() < notBeforeMs[kind]) return false;
    isBusy = true;
    const again = async () => {
      await deed();
      if (errand.doubles) await (errand.at === 'slack' ? slack.redeliver() : teams.redeliver());
    };
    again()
      .catch(error => {
        if (!(error instanceof CannotInSlack) && !(error instanceof CannotInTeams)) throw error;
      })
      .finally(() => {
        isBusy = false;
        notBeforeMs[kind] = Date.now() + patienceMs[kind];
      });
    return true;
  }

  async function ask(): Promise<void> {
    person.asked += 1;
    if (errand.at === 'slack')
      await slack.command({ user, channel: slackRoom, command: '/capture-image', text: errand.command });
    else {
      const { id } = await teams.say({ user, conversation: teamsRoom, text: `@capture-image ${errand.command}` });
      person.posts.push(id);
    }
  }

  const linesOf = (capture: Capture, chats: Chats): readonly Line[] =>
    errand.at === 'slack'
      ? (chats.slack.get(capture.id) ?? [])
      : (chats.teams.get(capture.place.channel.split(';messageid=')[1] ?? '') ?? []);

  const command = (words: string) =>
    errand.at === 'slack'
      ? slack.command({ user, channel: slackRoom, command: '/capture-image', text: words })
      : teams.say({ user, conversation: teamsRoom, text: `@capture-image ${words}` });

  const say = (line: Line, text: string) =>
    errand.at === 'slack'
      ? slack.say({ user, channel: slackRoom, thread_ts: line.thread, text })
      : teams.say({ user, conversation: teamsRoom, thread: line.thread, text: `@capture-image ${text}` });

  const press = (line: Line, action: string) =>
    errand.at === 'slack'
      ? slack.press({ user, channel: slackRoom, ts: line.id, action_id: action })
      : teams.press({ user, message: line.id, action });

  function answer(lines: readonly Line[]): void {
    const question = lines.findLast(({ text }) => /^Type \S+ in this thread/.test(text));
    const word = question && /^Type (\S+) in/.exec(question.text)?.[1];
    if (!question || !word) return;
    const saysYes = () => (errand.presses && word === 'Y' ? press(question, 'confirm') : say(question, word));
    const atMs = Date.now();
    if (doThis('answer', saysYes)) person.yesAtMs ??= atMs;
  }

  /** Runs the command in the VM by hand, as it was told to, and says so. */
  function doByHand(lines: readonly Line[]): void {
    const question = lines.findLast(({ text }) => /run the command in the VM/.test(text));
    const vm = [...world.azure.world.virtualMachines.values()].find(({ name }) => name === errand.vm);
    if (!question || !vm) return;
    if (vm.disk.guest === 'provisioned') {
      vm.disk.guest = 'deprovisioned';
      vm.disk.generalizations += 1;
      vm.power = 'stopped';
    }
    doThis('answer', () => (errand.presses ? press(question, 'guest-done') : say(question, 'Y')));
  }

  function seeToFailure(capture: Capture, lines: readonly Line[]): void {
    const failed = lines.findLast(({ text }) => / has failed: /.test(text));
    if (!failed) return;
    const triesAgain = () => (errand.presses ? press(failed, 'retry') : command(`retry ${capture.id}`));
    if (person.retried >= errand.retries) doThis('retry', () => command(`abandon ${capture.id}`));
    else if (doThis('retry', triesAgain)) person.retried += 1;
  }

  /** What is left of an ended capture: a person has it cleaned up once or twice. */
  function seeToEnd(ended: readonly Capture[]): void {
    const messy = ended.find(capture => leftovers(capture).length > 0);
    if (!messy || person.cleaned >= 2) person.done = !ended.some(isOwing);
    else if (doThis('answer', () => command(`clean ${messy.id}`))) person.cleaned += 1;
  }

  const changesMind = (): boolean =>
    errand.cancelAfterMs !== null &&
    person.yesAtMs !== null &&
    !toldToCancel &&
    Date.now() > person.yesAtMs + errand.cancelAfterMs;

  function seeTo(capture: Capture, lines: readonly Line[]): void {
    if (changesMind()) toldToCancel = doThis('answer', () => command(`cancel ${capture.id}`));
    else if (capture.status.is === 'waiting') (capture.status.for === 'confirm' ? answer : doByHand)(lines);
    else if (capture.status.is === 'failed') seeToFailure(capture, lines);
  }

  return {
    person,
    turn(records: readonly Capture[], chats: Chats): void {
      if (isBusy || person.done) return;
      const own = records.filter(({ request }) => request.vm === errand.vm);
      const open = own.find(capture => !isOver(capture));
      if (own.length === 0) doThis('ask', ask);
      else if (open) seeTo(open, linesOf(open, chats));
      else seeToEnd(own);
    },
  };
}
