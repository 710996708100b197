import type { Inventory } from '../../jobs/housekeeping/inventory.ts';
import type { Person } from '../../jobs/request/request.ts';
import { redisBuckets } from '../../jobs/store/token-buckets.ts';
import { maySee } from '../access/authorizer.ts';
import { type OtherButton, otherButtons } from '../actions.ts';
import type { Answer, ChatEvent, ChatHandler } from '../chat.ts';
import { parseCommand } from '../command/commands.ts';
import { suggestVms } from '../command/form.ts';
import { answers } from '../notes/answers.ts';
import { openOutbox } from '../outbox/outbox.ts';
import { admitting } from './admit.ts';
import { type DeskDeps, type DeskParts, deskParts } from './parts.ts';
import { commanding, needsRecord } from './run-command.ts';
import { nothing, replyWith } from './store-errors.ts';

type Pressed = Extract<ChatEvent, { is: 'pressed' }>;

/** The front desk: hears people in every chat, takes down what they want, and tells them what has become of it. */
export async function openDesk(deps: DeskDeps): Promise<{ close(): Promise<void> }> {
  const parts = deskParts(deps);
  const { chats, rollbacks } = parts;
  const handler = handlerOf(parts);
  for (const chat of chats) await chat.open(handler);
  const buckets = redisBuckets({ ...deps, share: deps.settings.pace.chatShare });
  const outbox = openOutbox({ ...parts, buckets });
  return {
    async close() {
      await Promise.all(chats.map(chat => chat.close()));
      rollbacks.close();
      await outbox.close();
    },
  };
}

/** What the desk does with whatever a chat brings in. */
function handlerOf(parts: DeskParts): ChatHandler {
  const {
    authorizer,
    cleanup,
    decide,
    form,
    inThread,
    inventory,
    notes,
    now,
    policy,
    redis,
    replaceFailed,
    start,
    view,
  } = parts;
  const admits = admitting(parts);
  const { looking, answering, shown } = admits;
  const { handleCommand, askForJob } = commanding(parts, admits);

  async function handleEvent(chatEvent: Exclude<ChatEvent, { is: 'command' }>): Promise<Answer> {
    if (chatEvent.is === 'said') return await inThread.bySaying(chatEvent);
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

  /** The form's lists, with the VMs that somebody may ask for. */
  async function seenBy(person: Person): Promise<Inventory | null> {
    const known = await inventory();
    if (!known || !policy) return known;
    const { refs } = await authorizer.profileOf(person);
    return { ...known, vms: known.vms.filter(vm => maySee(policy, refs, vm)) };
  }

  return {
    async handle(chatEvent) {
      if (chatEvent.is === 'command') {
        const asked = notes.asked(chatEvent.text);
        if (asked) return await answering(chatEvent, typed => askForJob(typed, asked));
        const command = parseCommand(chatEvent.text, now());
        if (needsRecord(command) && redis.status !== 'ready') return replyWith(answers.recordUnreachable());
        return await answering(chatEvent, typed => handleCommand(typed, command));
      }
      if (chatEvent.is === 'said' && !inThread.isReply(chatEvent)) return nothing;
      if (redis.status !== 'ready') return replyWith(answers.recordUnreachable());
      return await answering(chatEvent, handleEvent);
    },

    admits: person => shown(person, async () => true, false),
    view: (asked, by) => shown(by.person, person => view(asked, { ...by, person }), null, by.place),
    async suggestVms(typed, by) {
      const isAway = redis.status !== 'ready';
      if (isAway && policy) return [];
      return await shown(by, async person => suggestVms(isAway ? null : await seenBy(person), typed), []);
    },
  };
}
