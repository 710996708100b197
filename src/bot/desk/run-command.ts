import type { Person } from '../../jobs/request/request.ts';
import { scrub } from '../../log.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import type { Command } from '../command/commands.ts';
import { fromTemplate, listTemplates } from '../command/templates.ts';
import { answers } from '../notes/answers.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import { whoamiNote } from '../notes/whoami-note.ts';
import type { Admitting } from './admit.ts';
import type { DeskParts } from './parts.ts';
import { replyWith } from './store-errors.ts';

type Typed = Extract<ChatEvent, { is: 'command' }>;

/** Does what people type. */
export function commanding(parts: DeskParts, admits: Admitting) {
  const { accept, inThread, log, redis, store } = parts;
  const runCommand = running(parts, admits);

  /** Every command is on record before it is obeyed, or with what it asks for; help and mistakes need no record to be answered. */
  async function handleCommand(chatEvent: Typed, command: Command): Promise<Answer> {
    const named = await inThread.byNaming(chatEvent);
    if (named) return named;
    if (command.is === 'capture') return await accept(chatEvent, command.request, entryOf(chatEvent));
    const noting = store.note(entryOf(chatEvent));
    if (needsRecord(command)) await noting;
    else noting.catch(error => log.warn({ err: error }, 'a command that needs no record could not be noted'));
    return await runCommand(chatEvent, command);
  }

  /** A job of a procedure that has a word of its own. */
  async function askForJob(
    chatEvent: Typed,
    { notes: of, command, rest }: NonNullable<ReturnType<NotesOfJobs['asked']>>,
  ): Promise<Answer> {
    if (redis.status !== 'ready') return replyWith(answers.recordUnreachable());
    const reading = command.read(rest);
    if ('problems' in reading) return replyWith(answers.unclear(reading.problems));
    return await accept(chatEvent, reading.request, entryOf(chatEvent), { procedure: of.procedure });
  }

  return { handleCommand, askForJob };
}

function running(parts: DeskParts, { looking }: Admitting) {
  const { accept, cleanup, decide, delegate, form, mirrorTo, now, settings, show } = parts;
  return async (chatEvent: Typed, command: Exclude<Command, { is: 'capture' }>): Promise<Answer> => {
    switch (command.is) {
      case 'template': {
        const reading = fromTemplate(settings.templates, command, now());
        if ('problems' in reading) return replyWith(answers.unclear(reading.problems));
        return await accept(chatEvent, reading.request);
      }
      case 'templates':
        return await looking(chatEvent, 'plan', async () =>
          replyWith(answers.templates(listTemplates(settings.templates))),
        );
      case 'ask':
        if (!chatEvent.canAsk) return await help(parts, chatEvent.person);
        return await looking(chatEvent, 'plan', async () => ({ is: 'ask', choices: await form.blank() }));
      case 'repeat':
        return await form.repeat(chatEvent, { id: command.id, canAsk: chatEvent.canAsk });
      case 'unclear':
        return replyWith(answers.unclear(command.problems));
      case 'help':
        return await help(parts, chatEvent.person);
      case 'whoami':
        return await whoami(parts, chatEvent.person);
      case 'list':
        return await looking(chatEvent, null, () => show.list(chatEvent.person));
      case 'history':
        return await looking(chatEvent, null, () => show.history(command, chatEvent.person));
      case 'status':
        return await looking(chatEvent, null, () => show.status(command.id, chatEvent));
      case 'cleanup':
        return await looking(chatEvent, null, () => cleanup.show(chatEvent));
      case 'delegate':
      case 'delegate-off':
        return await delegate(chatEvent, command);
      case 'unlock':
        return await decide.byCommand(chatEvent, { captureAction: command.is, id: command.id, reason: command.reason });
      case 'break-glass': {
        const { is: captureAction, ...request } = command;
        return await decide.byCommand(chatEvent, { ...request, captureAction: captureAction });
      }
      case 'mirror':
        return await mirrorTo(chatEvent, command);
      case 'review':
      case 'clean':
      case 'cancel':
      case 'retry':
      case 'abandon':
        return await decide.byCommand(chatEvent, { captureAction: command.is, id: command.id });
    }
  };
}

const entryOf = ({ person: by, place: from, text }: Typed) =>
  ({ event: 'command', by, from, details: scrub(text.slice(0, 1000)) }) as const;

/** Who approves for whom is left out while the record is away. */
async function whoami({ authorizer, policy, redis }: DeskParts, person: Person): Promise<Answer> {
  if (!policy) return replyWith(whoamiNote(person, null));
  const profile = await authorizer.profileOf(person);
  const delegations = redis.status === 'ready' ? await authorizer.delegationsOf(profile.refs) : null;
  return replyWith(whoamiNote(person, { policy, ...profile, delegations }));
}

const help = async ({ authorizer }: DeskParts, person: Person): Promise<Answer> =>
  replyWith(answers.help(await authorizer.actionsOf(person)));

/** Help and mistakes are answered without the record. */
export const needsRecord = ({ is }: Command): boolean => !['help', 'unclear', 'whoami'].includes(is);
