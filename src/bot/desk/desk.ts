import { redisDelegations } from '../../jobs/approval/delegations.ts';
import { type Inventory, readInventory } from '../../jobs/housekeeping/inventory.ts';
import { redisSweeps } from '../../jobs/housekeeping/sweep.ts';
import type { Action, Policy } from '../../jobs/policy/policy.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import { procedures as own } from '../../jobs/procedures/procedures.ts';
import type { Job } from '../../jobs/record/record.ts';
import { NewerRecord } from '../../jobs/record/record-codec.ts';
import type { Person, Place } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { timeoutsOf } from '../../jobs/request/timeouts.ts';
import { auditLog } from '../../jobs/store/audit-log.ts';
import { keysOf } from '../../jobs/store/keys.ts';
import type { RedisConnection } from '../../jobs/store/redis.ts';
import { isFull, isOutOfReach } from '../../jobs/store/redis-errors.ts';
import type { Store } from '../../jobs/store/store.ts';
import { redisBuckets } from '../../jobs/store/token-buckets.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import { type Log, scrub } from '../../log.ts';
import { IdentityUnavailable } from '../access/admission.ts';
import { authorizer, maySee, nowhereYet } from '../access/authorizer.ts';
import { type OtherButton, otherButtons } from '../actions.ts';
import { type Answer, type Chat, type ChatEvent, type ChatHandler, chatFor } from '../chat.ts';
import { type Command, parseCommand } from '../command/commands.ts';
import { suggestVms } from '../command/form.ts';
import { fromTemplate, listTemplates } from '../command/templates.ts';
import { answers } from '../notes/answers.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import { ownNotes } from '../notes/own-notes.ts';
import { whoamiNote } from '../notes/whoami-note.ts';
import { mentioning } from '../outbox/approver-mentions.ts';
import { chatRecords } from '../outbox/delivery-record.ts';
import { openOutbox } from '../outbox/outbox.ts';
import { watchRollbacks } from '../outbox/rollback-detector.ts';
import { accepting } from './accept.ts';
import { newCaptureId } from './capture-id.ts';
import { cleaningUp } from './cleanup.ts';
import { deciding } from './decide.ts';
import { delegating } from './delegate.ts';
import { mirroring } from './mirror.ts';
import { asking } from './open-form.ts';
import { seeing as seeingOf } from './read-access.ts';
import { showing } from './show.ts';
import { nothing, RecordUnsure, replyWith } from './store-errors.ts';
import { viewing } from './view.ts';

type Typed = Extract<ChatEvent, { is: 'command' }>;
type Pressed = Extract<ChatEvent, { is: 'pressed' }>;

/** What the desk works with. `wake` has a worker look at a capture now; `redis` is the connection of the store. */
export interface DeskDeps {
  readonly chats: readonly Chat[];
  readonly store: Store<Job>;
  readonly redis: RedisConnection;
  readonly prefix: string;
  readonly settings: Settings;
  /** Who may do what; without one the requester alone decides. */
  readonly policy?: Policy | null;
  /** What can be done here, and how it is told: all that there is, unless others are handed in. */
  readonly procedures?: Procedures;
  readonly notes?: NotesOfJobs;
  readonly wake: (id: string, of?: { isNew: boolean }) => Promise<unknown>;
  readonly now?: () => Date;
  readonly newId?: (vm: string) => string;
  readonly log: Log;
}

/** No answer of the desk takes longer: a chat may wait for three seconds, and a person should not wait for a dead Redis. */
const patienceMs = 1900;

/** The front desk: hears people in every chat, takes down what they want, and tells them what has become of it. */
export async function openDesk({
  chats,
  store,
  redis,
  prefix,
  settings,
  policy = null,
  procedures = own,
  notes = ownNotes,
  wake,
  now = () => new Date(),
  newId = newCaptureId,
  log,
}: DeskDeps): Promise<{ close(): Promise<void> }> {
  const records = chatRecords({ redis, prefix, leaseMs: timeoutsOf(settings.pace).chatLeaseMs });
  const wakeUp = (id: string, of?: { isNew: boolean }) => {
    wake(id, of).catch(error =>
      log.warn({ err: error, capture: id }, 'a worker could not be woken; it finds the capture itself'),
    );
  };
  const delegations = redisDelegations({ redis, prefix, log });
  const inventory = async () => readInventory(await store.loadInventory());
  const captureAuthorizer = authorizer({ policy, procedures, settings, chats, delegations, inventory, now, log });
  const delegate = delegating({ gate: captureAuthorizer, store, delegations });
  const seeing = seeingOf({ store, gate: captureAuthorizer });
  const rollbacks = watchRollbacks({ redis, records, log });
  const { accept, start, replaceFailed } = accepting({
    ...{ store, records, now, newId, wakeUp, gate: captureAuthorizer, settings, seeing, notes },
    took,
  });
  const form = asking({ store, inventory, settings, gate: captureAuthorizer, seeing, now, accept });
  const show = showing({
    store,
    audit: auditLog({ redis, prefix }),
    records,
    settings,
    now,
    policy,
    procedures,
    notes,
    seeing,
  });
  const approversOf = mentioning({ chats, log });
  const view = viewing({ seeing, records, settings, gate: captureAuthorizer, now, approversOf, notes });
  const mirrorTo = mirroring({ store, settings, chats, wakeUp, gate: captureAuthorizer, seeing });
  const sweeps = redisSweeps({ redis, prefix });
  const cleanup = cleaningUp({ store, records, sweeps, settings, gate: captureAuthorizer, seeing, now, wakeUp, notes });
  const decide = deciding({
    store,
    records,
    redis,
    keys: keysOf(prefix),
    now,
    wakeUp,
    gate: captureAuthorizer,
    seeing,
    setBacks: rollbacks,
    notes,
  });

  /** What is taken down is known to a person before it is told anywhere. */
  function took(capture: Job): void {
    const chat = chatFor(chats, capture.place);
    if (!chat) return;
    const shown = { chat, place: capture.place, root: null, vm: notes.of(capture).subject(capture), isBegun: false };
    rollbacks.remember(capture.id, { shown });
  }

  async function attend(chatEvent: Exclude<ChatEvent, Typed>): Promise<Answer> {
    if (chatEvent.is === 'said') return await decide.bySaying(chatEvent);
    if (chatEvent.is === 'filled') return await form.filled(chatEvent);
    const other = otherButtons.find(button => button === chatEvent.action);
    return await (other ? pressed[other](chatEvent) : decide.byPressing(chatEvent));
  }

  /** What the buttons do that decide on no capture. */
  const pressed = {
    start,
    repeat: press => form.repeat(press, { id: press.value, canAsk: true }),
    'replace-failed': replaceFailed,
    cleanup: press => looking(press, null, () => cleanup.show(press)),
    'cleanup-all': cleanup.cleanAll,
  } as const satisfies Readonly<Record<OtherButton, (press: Pressed) => Promise<Answer>>>;

  /** Every command is on record before it is obeyed, or with what it asks for; help and mistakes need no record to be answered. */
  async function attendCommand(heard: Typed, command: Command): Promise<Answer> {
    const named = await decide.byNaming(heard);
    if (named) return named;
    const { person: by, place: from, text } = heard;
    const entry = { event: 'command', by, from, details: scrub(text.slice(0, 1000)) } as const;
    if (command.is === 'capture') return await accept(heard, command.request, entry);
    const noting = store.note(entry);
    if (needsRecord(command)) await noting;
    else noting.catch(error => log.warn({ err: error }, 'a command that needs no record could not be noted'));
    return await obey(heard, command);
  }

  /** A job of a procedure that has a word of its own. */
  async function askForJob(
    heard: Typed,
    { notes: of, command, rest }: NonNullable<ReturnType<NotesOfJobs['asked']>>,
  ): Promise<Answer> {
    if (redis.status !== 'ready') return replyWith(answers.recordUnreachable());
    const reading = command.read(rest);
    if ('problems' in reading) return replyWith(answers.unclear(reading.problems));
    const { person: by, place: from, text } = heard;
    const entry = { event: 'command', by, from, details: scrub(text.slice(0, 1000)) } as const;
    return await accept(heard, reading.request, entry, { procedure: of.procedure });
  }

  async function obey(heard: Typed, command: Exclude<Command, { is: 'capture' }>): Promise<Answer> {
    switch (command.is) {
      case 'template': {
        const reading = fromTemplate(settings.templates, command, now());
        if ('problems' in reading) return replyWith(answers.unclear(reading.problems));
        return await accept(heard, reading.request);
      }
      case 'templates':
        return await looking(heard, 'plan', async () =>
          replyWith(answers.templates(listTemplates(settings.templates))),
        );
      case 'ask':
        if (!heard.canAsk) return await help(heard.person);
        return await looking(heard, 'plan', async () => ({ is: 'ask', choices: await form.blank() }));
      case 'repeat':
        return await form.repeat(heard, { id: command.id, canAsk: heard.canAsk });
      case 'unclear':
        return replyWith(answers.unclear(command.problems));
      case 'help':
        return await help(heard.person);
      case 'whoami':
        return await whoami(heard.person);
      case 'list':
        return await looking(heard, null, () => show.list(heard.person));
      case 'history':
        return await looking(heard, null, () => show.history(command, heard.person));
      case 'status':
        return await looking(heard, null, () => show.status(command.id, heard));
      case 'cleanup':
        return await looking(heard, null, () => cleanup.show(heard));
      case 'delegate':
      case 'delegate-off':
        return await delegate(heard, command);
      case 'unlock':
        return await decide.byCommand(heard, { deed: command.is, id: command.id, reason: command.reason });
      case 'break-glass': {
        const { is: captureAction, ...request } = command;
        return await decide.byCommand(heard, { ...request, deed: captureAction });
      }
      case 'mirror':
        return await mirrorTo(heard, command);
      case 'review':
      case 'clean':
      case 'cancel':
      case 'retry':
      case 'abandon':
        return await decide.byCommand(heard, { deed: command.is, id: command.id });
    }
  }

  /** The form's lists, with the VMs that somebody may ask for. */
  async function seenBy(person: Person): Promise<Inventory | null> {
    const known = await inventory();
    if (!known || !policy) return known;
    const { refs } = await captureAuthorizer.profileOf(person);
    return { ...known, vms: known.vms.filter(vm => maySee(policy, refs, vm)) };
  }

  /** Who approves for whom is left out while the record is away. */
  async function whoami(person: Person): Promise<Answer> {
    if (!policy) return replyWith(whoamiNote(person, null));
    const profile = await captureAuthorizer.profileOf(person);
    const delegations = redis.status === 'ready' ? await captureAuthorizer.delegationsOf(profile.refs) : null;
    return replyWith(whoamiNote(person, { policy, ...profile, delegations }));
  }

  const help = async (person: Person): Promise<Answer> =>
    replyWith(answers.help(await captureAuthorizer.actionsOf(person)));

  /** Shows something to whoever may see it, or do `action` somewhere; a no is kept in the audit. */
  async function looking(heard: ChatEvent, action: Action | null, show: () => Promise<Answer>): Promise<Answer> {
    const { person: by, place: from } = heard;
    const decision =
      action === null ? await captureAuthorizer.mayLook(by) : await captureAuthorizer.may(by, [action], nowhereYet);
    if (decision.is === 'yes') return await show();
    await store.note({ event: 'denied', by, from, details: `${action ?? 'look'} ${decision.code}` });
    return replyWith(answers.refused(decision));
  }

  /** Everything that is heard passes here: first who somebody is, then what they want. */
  async function admitted<H extends ChatEvent>(heard: H, attend: (heard: H) => Promise<Answer>): Promise<Answer> {
    const { person: by, place: from } = heard;
    const decision = await captureAuthorizer.admit(by, from.workspace);
    if (decision.is === 'yes') return await attend({ ...heard, person: decision.person });
    if (heard.is === 'said' && !(await decide.isAnswer(heard))) return nothing;
    const noting = store.note({ event: 'denied', by, from, details: `${heard.is} ${decision.code}` });
    if (redis.status === 'ready') await noting;
    else noting.catch(error => log.warn({ err: error }, 'that somebody was turned away could not be noted'));
    return replyWith(answers.refused(decision));
  }

  /** What comes of it within the time that people wait, as words in any case. */
  async function answering<H extends ChatEvent>(heard: H, attend: (heard: H) => Promise<Answer>): Promise<Answer> {
    const attending = async () =>
      heard.is === 'said' && !(await decide.isInThread(heard)) ? nothing : await admitted(heard, attend);
    try {
      return (await withTimeout(patienceMs, attending())) ?? replyWith(answers.recordUnsure());
    } catch (error) {
      log.error({ err: error, heard: heard.is, id: heard.id }, 'what was heard could not be attended to');
      if (error instanceof NewerRecord) return replyWith(answers.newer());
      if (error instanceof IdentityUnavailable) return replyWith(answers.whoUnknown());
      if (isFull(error)) return replyWith(answers.recordFull());
      if (error instanceof RecordUnsure) return replyWith(answers.recordUnsure());
      return replyWith(
        redis.status === 'ready' && !isOutOfReach(error) ? answers.failed() : answers.recordUnreachable(),
      );
    }
  }

  /** Something that is shown unasked, or while somebody types: nothing to whom nobody knows. */
  async function shown<T>(by: Person, show: (person: Person) => Promise<T>, otherwise: T, place?: Place): Promise<T> {
    const showing = async () => {
      const decision = await captureAuthorizer.admit(by, place?.workspace);
      return decision.is === 'yes' ? await show(decision.person) : otherwise;
    };
    try {
      return (await withTimeout(patienceMs, showing())) ?? otherwise;
    } catch (error) {
      log.warn({ err: error }, 'nothing is shown to one person');
      return otherwise;
    }
  }

  const handler: ChatHandler = {
    async handle(heard) {
      if (heard.is === 'command') {
        const asked = notes.asked(heard.text);
        if (asked) return await answering(heard, typed => askForJob(typed, asked));
        const command = parseCommand(heard.text, now());
        if (needsRecord(command) && redis.status !== 'ready') return replyWith(answers.recordUnreachable());
        return await answering(heard, typed => attendCommand(typed, command));
      }
      if (heard.is === 'said' && !decide.isReply(heard)) return nothing;
      if (redis.status !== 'ready') return replyWith(answers.recordUnreachable());
      return await answering(heard, attend);
    },

    admits: person => shown(person, async () => true, false),
    view: (asked, by) => shown(by.person, person => view(asked, { ...by, person }), null, by.place),
    async suggestVms(typed, by) {
      const isAway = redis.status !== 'ready';
      if (isAway && policy) return [];
      return await shown(by, async person => suggestVms(isAway ? null : await seenBy(person), typed), []);
    },
  };

  for (const chat of chats) await chat.open(handler);
  const buckets = redisBuckets({ redis, prefix, share: settings.pace.chatShare });
  const outbox = openOutbox({
    chats,
    store,
    records,
    setBacks: rollbacks,
    procedures,
    notes,
    settings,
    buckets,
    policy,
    now,
    approversOf,
    log,
  });
  return {
    async close() {
      await Promise.all(chats.map(chat => chat.close()));
      rollbacks.close();
      await outbox.close();
    },
  };
}

/** Help and mistakes are answered without the record. */
const needsRecord = ({ is }: Command): boolean => !['help', 'unclear', 'whoami'].includes(is);
