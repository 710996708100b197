import { setTimeout as sleep } from 'node:timers/promises';
import { hasOpenCleanup, leftovers } from '../src/jobs/record/cleanup-ledger.ts';
import { type Capture, isOver } from '../src/jobs/record/record.ts';
import { type ChannelName, channelOf, channels, type Hands, handsOf, type Name, nameOf } from './channels.ts';
import { approvalsFor, approvers } from './policy.ts';
import { type Known, readRecords } from './records.ts';
import type { Scenario } from './scenarios.ts';
import { type Chats, type Line, linesOf, readChats, wordAskedFor } from './thread.ts';
import { pressOr, type UserAction, userActionsOf } from './user-actions.ts';
import type { World } from './world.ts';

/** Somebody with a scenario, and what they have done so far. */
export interface Person {
  readonly scenario: Scenario;
  /** When all who must have first said yes. */
  yesAtMs: number | null;
  /** Who has said yes to it, of those who may. */
  readonly agreed: Name[];
  overstepped: boolean;
  mirrored: number;
  asked: number;
  retried: number;
  cleaned: number;
  done: boolean;
}

const turnMs = 150;
/** Has everybody play their scenario until all are done or the time is up. */
export async function playScenarios(
  world: World,
  scenarios: readonly Scenario[],
  isUp: () => boolean,
): Promise<readonly Person[]> {
  const startedMs = Date.now();
  const people = scenarios.map(scenario => newPerson(world, scenario, startedMs));
  const known: Known = new Map();
  while (!people.every(({ person }) => person.done) && !isUp()) {
    if (world.redis.status === 'ready') {
      const records = await readRecords(world.redis, world.prefix, known).catch(() => null); // Redis is away: the next turn looks again
      const chats = readChats(world);
      if (records) for (const { turn } of people) turn(records, chats);
    }
    await sleep(turnMs);
  }
  return people.map(({ person }) => person);
}

/** What somebody has before their eyes of a capture, and where. */
interface Reading {
  readonly lines: readonly Line[];
  readonly room: ChannelName;
}

function newPerson(world: World, scenario: Scenario, startedMs: number) {
  const person: Person = {
    scenario: scenario,
    yesAtMs: null,
    agreed: [],
    overstepped: false,
    mirrored: 0,
    asked: 0,
    retried: 0,
    cleaned: 0,
    done: false,
  };
  const { isBusy, doThis } = userActionsOf(scenario, startedMs);
  let toldToCancel = false;
  const rita = (room: ChannelName = scenario.at) => handsOf(world, 'rita', room);

  const command = (kind: UserAction, words: string) => doThis(kind, rita(), hands => hands.command(words));

  /** Where this person reads and answers: in one of the places that the capture is shown in. */
  const placeOf = ({ place, mirrors = [] }: Capture) => (scenario.answersElsewhere && mirrors[0]?.place) || place;

  function answer(capture: Capture, { lines, room }: Reading): void {
    const question = lines.findLast(({ text }) => wordAskedFor(text) !== null);
    const word = question && wordAskedFor(question.text);
    if (!question || !word) return;
    const saysYes = (hands: Hands) => {
      const inWords = () => hands.answer(question, word);
      return scenario.presses && word === 'Y' ? pressOr(() => hands.press(question, 'confirm'), inWords) : inWords();
    };
    const needed = approvalsFor(scenario.vm);
    if (needed > 0 && scenario.oversteps && !person.overstepped && channels[room].hasThreads) {
      const hands = handsOf(world, scenario.presses ? 'gus' : 'rita', room);
      person.overstepped = doThis('answer', hands, () => hands.answer(question, word));
      return;
    }
    const who = needed > 0 ? nextToAgree(capture) : 'rita';
    const atMs = Date.now();
    if (!doThis('answer', handsOf(world, who, room), saysYes)) return;
    if (!person.agreed.includes(who)) person.agreed.push(who);
    if (person.agreed.length >= needed) person.yesAtMs ??= atMs;
  }

  /** Of those who may approve, one whose approval is not on record. */
  function nextToAgree({ plan, approvals = [] }: Capture): Name {
    const agreed = approvals.filter(({ planHash }) => planHash === plan?.hash).map(({ by }) => nameOf(by));
    const left = approvers.filter(name => !agreed.includes(name));
    return left[person.asked % Math.max(1, left.length)] ?? approvers[0];
  }

  /** Runs the command in the VM by hand, as it was told to, and says so. */
  function doByHand({ lines, room }: Reading): void {
    const question = lines.findLast(({ text }) => /run the command in the VM/.test(text));
    const vm = [...world.azure.world.virtualMachines.values()].find(({ name }) => name === scenario.vm);
    if (!question || !vm) return;
    if (vm.disk.guest === 'provisioned') {
      vm.disk.guest = 'deprovisioned';
      vm.disk.generalizations += 1;
      vm.power = 'stopped';
    }
    doThis('answer', rita(room), hands => {
      const inWords = () => hands.answer(question, 'Y');
      return scenario.presses ? pressOr(() => hands.press(question, 'guest-done'), inWords) : inWords();
    });
  }

  function seeToFailure(capture: Capture, { lines, room }: Reading): void {
    const failed = lines.findLast(({ text }) => / has failed: /.test(text));
    if (!failed) return;
    if (person.retried >= scenario.retries) command('retry', `abandon ${capture.id}`);
    else if (
      doThis('retry', rita(room), hands => {
        const inWords = () => hands.command(`retry ${capture.id}`);
        return scenario.presses ? pressOr(() => hands.press(failed, 'retry'), inWords) : inWords();
      })
    )
      person.retried += 1;
  }

  /** What is left of an ended capture: a person has it cleaned up once or twice. */
  function seeToEnd(ended: readonly Capture[]): void {
    const messy = ended.find(capture => leftovers(capture).length > 0);
    if (!messy || person.cleaned >= 2) person.done = !ended.some(hasOpenCleanup);
    else if (command('answer', `clean ${messy.id}`)) person.cleaned += 1;
  }

  const changesMind = (): boolean =>
    scenario.cancelAfterMs !== null &&
    person.yesAtMs !== null &&
    !toldToCancel &&
    Date.now() > person.yesAtMs + scenario.cancelAfterMs;

  /** Has it shown in one more place, until it is or has been asked for often enough. */
  function wantsItElsewhere({ id, status, mirrors = [] }: Capture): boolean {
    const { mirror } = scenario;
    if (!mirror || status.is === 'planning' || person.mirrored >= 3) return false;
    if (mirrors.some(({ place }) => channelOf(place) === mirror)) return false;
    const isAsked = doThis('mirror', rita(mirror), hands => hands.command(`mirror ${id} here`));
    if (isAsked) person.mirrored += 1;
    return isAsked;
  }

  function seeTo(capture: Capture, chats: Chats): void {
    const place = placeOf(capture);
    const reading = { lines: linesOf(chats, capture, place), room: channelOf(place) };
    if (wantsItElsewhere(capture)) return;
    if (changesMind()) toldToCancel = command('answer', `cancel ${capture.id}`);
    else if (capture.status.is === 'failed') seeToFailure(capture, reading);
    else if (capture.status.is !== 'waiting') return;
    else if (capture.status.for === 'confirm') answer(capture, reading);
    else doByHand(reading);
  }

  return {
    person,
    turn(records: readonly Capture[], chats: Chats): void {
      if (isBusy() || person.done) return;
      const own = records.filter(({ request }) => request.vm === scenario.vm);
      const open = own.find(capture => !isOver(capture));
      if (own.length === 0) {
        if (command('ask', scenario.command)) person.asked += 1;
      } else if (open) seeTo(open, chats);
      else seeToEnd(own);
    },
  };
}
