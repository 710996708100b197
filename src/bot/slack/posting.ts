import type { WebClient } from '@slack/web-api';
import type { Person, Place } from '../../jobs/request/request.ts';
import type { Log } from '../../log.ts';
import type { FormChoices, MessageRef, Note } from '../chat.ts';
import { toSlack } from './blocks.ts';
import { calling, toChatError, type tryingWith } from './errors.ts';
import { captureForm } from './form.ts';
import type { slackFormProofs } from './form-proofs.ts';

const messageType = 'capture_image';

/** Posts under a key, tells one person something, and opens the form. */
export function slackPosting({
  client,
  trying,
  formProofs,
  log,
}: {
  client: WebClient;
  trying: ReturnType<typeof tryingWith>;
  formProofs: ReturnType<typeof slackFormProofs>;
  log: Log;
}) {
  async function send(channel: string, note: Note, options: { thread?: MessageRef; key: string }): Promise<MessageRef> {
    const sent = await calling(
      client.chat.postMessage({
        channel,
        ...toSlack(note),
        ...(options.thread ? { thread_ts: options.thread.id } : {}),
        metadata: { event_type: messageType, event_payload: { key: options.key } },
        unfurl_links: false,
        unfurl_media: false,
      }),
    );
    if (!sent.ts) throw toChatError(new Error('Slack took a message and did not say which it is'));
    return { channel: sent.channel ?? channel, id: sent.ts };
  }

  const privatePlace = async (person: Person): Promise<Place> => {
    const opened = await trying(client.conversations.open({ users: person.id }));
    return { platform: 'slack', workspace: person.workspace, channel: opened?.channel?.id ?? person.id };
  };

  /** An ephemeral message; where that does not go, a reply; where that does not go either, a private message. */
  async function tell(
    person: Person,
    { channel, thread }: { channel: string; thread: string | null },
    note: Note,
  ): Promise<void> {
    const threaded = thread ? { thread_ts: thread } : {};
    const message = toSlack(note);
    if (await trying(client.chat.postEphemeral({ channel, user: person.id, ...threaded, ...message }))) return;
    if (thread && (await trying(client.chat.postMessage({ channel, thread_ts: thread, ...message })))) return;
    const { channel: direct } = await privatePlace(person);
    if (await trying(client.chat.postMessage({ channel: direct, ...message }))) return;
    log.warn({ channel, person: person.id }, 'an answer did not get through');
  }

  async function openForm(
    triggerId: string,
    { person, channel }: { person: Person; channel: string },
    choices: FormChoices,
  ): Promise<boolean> {
    const proof = formProofs.proofOf({ channel, ...(choices.base ? { base: choices.base.id } : {}) }, person.id);
    try {
      await calling(client.views.open({ trigger_id: triggerId, view: captureForm(choices, { channel, proof }) }));
      return true;
    } catch (error) {
      log.warn({ err: error }, 'the form could not be opened');
      return false;
    }
  }

  return { send, privatePlace, tell, openForm };
}
