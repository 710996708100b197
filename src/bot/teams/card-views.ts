import type { Person } from '../../jobs/request/request.ts';
import type { Log } from '../../log.ts';
import { ChatError, type ChatHandler, type MessageRef, type Note, type Viewer } from '../chat.ts';
import type { teamsProofs } from './card-proofs.ts';
import { dataOf, type TeamsActivity } from './events.ts';
import type { Mark, teamsPosts } from './posted-messages.ts';
import type { TeamsMember } from './profiles.ts';

/** What somebody's look at a card may do and show: no more than the card proves, or the chat and the record say themselves. */
export function teamsLooks({
  posts,
  proofs,
  member,
  remove,
  log,
}: {
  posts: ReturnType<typeof teamsPosts>;
  proofs: ReturnType<typeof teamsProofs>;
  member: (conversation: string, id: string) => Promise<TeamsMember>;
  remove: (message: MessageRef) => Promise<void>;
  log: Log;
}) {
  async function isMember({ person, place: { channel } }: Viewer): Promise<boolean> {
    try {
      return (await member(channel, person.id)).id !== '';
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (error.passing) log.warn({ err: error, channel }, 'whether somebody is in a conversation could not be asked');
      return false;
    }
  }

  async function isTakenBack(message: MessageRef): Promise<boolean> {
    try {
      await remove(message);
      return true;
    } catch (error) {
      log.warn({ err: error, channel: message.channel }, 'a message that stands there twice could not be taken back');
      return false;
    }
  }

  return {
    isTakenBack,

    /** Whether a card says what the bot wrote on it. */
    async isProven(activity: TeamsActivity, { id: person }: Person): Promise<boolean | 'unknown'> {
      try {
        return await proofs.isProven(dataOf(activity), { conversation: activity.conversation.id, person });
      } catch (error) {
        log.warn({ err: error }, 'whether a card of Teams is the bot’s could not be looked up');
        return 'unknown';
      }
    },

    /** A note for one person. One that is not proven to stand here is drawn only for who is really in the conversation. */
    async ownNote(handler: ChatHandler, view: string, by: Viewer): Promise<Note | null> {
      if (!by.isProven && !(await isMember(by))) return null;
      return await handler.view(view, by);
    },

    /** Takes a message away that was sent twice, since the answer to the first one was lost; a client asks again about what is unknown. */
    async isOneTooMany(mark: Mark, message: MessageRef): Promise<boolean> {
      try {
        return (await posts.isTwin(mark, message)) && (await isTakenBack(message));
      } catch (error) {
        log.warn(
          { err: error, channel: message.channel },
          'whether a message stands there twice could not be looked up',
        );
        return true;
      }
    },
  };
}
