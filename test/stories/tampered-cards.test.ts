import { expect } from 'vitest';
import { partsOf } from '../../sandbox/teams/limits.ts';
import { eventually, type Story, telling } from '../support/story.ts';
import { inTeams } from '../support/story-teams.ts';
import { alone, channel } from '../support/teams.ts';

const policy = `rules:
  - name: team
    allow: [plan, capture, grant]
    to: [mail:rita@contoso.example]
    approvals: { of: ['entra:aaaaaaaa-0000-4000-8000-000000000002'], breakGlass: true }
`;

telling({ policy })(
  'nobody keeps a break-glass from the channel by giving its messages’ keys away to messages of their own',
  async ({ story }) => {
    const { teams } = story.sandbox;
    const capture = await inTeams(story).ask('web-01 definition=web regions=westeurope');
    await capture.hears(/needs the approval of 1 of entra:/);
    const id = /\bweb-01-[a-z0-9]{5}\b/.exec(capture.root())?.[0] ?? '';
    const helps = await inTeams(story).ask('help', { conversation: alone });
    for (let more = 1; more < 5; more += 1) await helps.say('help');
    const mine = await eventually('five answers', () => (helps.said().length === 5 ? helps.said() : null));
    const question = capture.said().at(-1);
    const genuine = Object(partsOf(question?.card).find(({ verb }) => verb === 'refresh') ?? refreshOf(question));
    const root = /;messageid=\d+/.exec(JSON.stringify(genuine))?.[0] ?? `;messageid=${question?.thread}`;

    for (const [index, { id: replyToId }] of mine.entries()) {
      const key = `${id}:notice-${index}:${channel}${root}`;
      for (const data of [
        { ...Object(genuine.data), key },
        { verb: 'refresh', view: `${id} 0`, key },
      ])
        await invoke(story, { data, replyToId });
    }
    const forged = { data: { verb: 'refresh', view: `${id} 0` }, replyToId: question?.id ?? '' };
    const inThread = { conversation: { id: `${channel}${root}`, conversationType: 'channel' } };
    expect(bodyOf(await invoke(story, forged))).toMatchObject({ statusCode: 503 });
    expect(bodyOf(await invoke(story, forged, inThread))).toMatchObject({ statusCode: 200 });
    expect(bodyOf(await invoke(story, forged, { ...inThread, from: stranger }))).toMatchObject({ statusCode: 503 });
    await helps.say(`break-glass ${id} reason=the site is down`);

    await capture.hears(/goes on without the approval/);
    await capture.hears(/web-01 is captured/);
    expect(mine.map(({ id }) => teams.state().messages.find(one => one.id === id))).toEqual(
      mine.map(({ id }) => expect.objectContaining({ id, edits: 0 })),
    );
  },
);

const stranger = { id: '29:eve', name: 'Eve', aadObjectId: 'eeeeeeee-0000-4000-8000-000000000009' };

const bodyOf = ({ delivered }: Awaited<ReturnType<typeof invoke>>): unknown => delivered?.body;

/** What a card asks for when it is looked at. */
function refreshOf(line: { card?: unknown } | undefined): unknown {
  return Object(Object(Object(line?.card).refresh).action);
}

/** Sends what a client can be made to send, from Rita's own chat with the bot. */
const invoke = (
  { sandbox: { teams } }: Story,
  { data, replyToId }: { data: unknown; replyToId: string },
  change: Readonly<Record<string, unknown>> = {},
) =>
  teams.say({
    user: '29:rita',
    conversation: alone,
    text: '',
    change: {
      type: 'invoke',
      name: 'adaptiveCard/action',
      replyToId,
      value: { action: { type: 'Action.Execute', verb: 'refresh', data }, trigger: 'automatic' },
      ...change,
    },
  });
