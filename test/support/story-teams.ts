import { partsOf } from '../../sandbox/teams/limits.ts';
import { eventually, type Story } from './story.ts';

type Teams = Story['sandbox']['teams'];
type Line = ReturnType<Teams['state']>['messages'][number];

const channel = '19:images@thread.tacv2';

/** The same story in Teams: people name the bot, and read and press its cards. */
export function inTeams({ sandbox: { teams } }: Story) {
  const lines = () => teams.state().messages;
  const byBot = ({ from }: Line) => from.startsWith('28:');

  function place(where: { conversation: string; thread?: string }, user: string, after: number) {
    const said = () =>
      lines()
        .slice(after)
        .filter(
          line =>
            byBot(line) && line.conversation === where.conversation && (!where.thread || line.thread === where.thread),
        );
    const name = where.conversation.startsWith('a:') ? '' : '@capture-image ';
    return {
      said,
      /** The card that is edited in place. */
      root: () => words(said().find(line => isRoot(line))),
      say: (text: string, by = user) => teams.say({ user: by, ...where, text: `${name}${text}` }),
      hears: (pattern: RegExp) =>
        eventually(
          `${pattern} in Teams`,
          () =>
            said()
              .map(words)
              .find(text => pattern.test(text)),
          {
            more: () => said().map(words).join('\n---\n'),
          },
        ),
      /** Presses the newest button of that action, or sends what is typed on the newest card that asks, or filled in there. */
      async press(
        what: { action: string } | { typed: string } | { form: Readonly<Record<string, string>> },
        by = user,
        seenBy = by,
      ) {
        const find =
          'action' in what
            ? what
            : 'typed' in what
              ? { verb: 'type', inputs: what }
              : { verb: 'form', inputs: what.form };
        const has = (part: Readonly<Record<string, unknown>>) =>
          'action' in find ? Object(part.data).action === find.action : part.verb === find.verb;
        for (const { id } of said().reverse())
          if (partsOf(await teams.view({ user: seenBy, message: id })).some(has))
            return await teams.press({ user: by, message: id, seenBy, ...find });
        throw new Error(`${seenBy} sees no card to press ${JSON.stringify(what)} on.`);
      },
    };
  }

  return {
    /** Asks for a capture and answers where it is told of: the thread in a channel, all of a chat. */
    async ask(
      text: string,
      { user = '29:rita', conversation = channel }: { user?: string; conversation?: string } = {},
    ) {
      const after = lines().length;
      const name = conversation.startsWith('a:') ? '' : '@capture-image ';
      const { id, delivered } = await teams.say({ user, conversation, text: `${name}${text}` });
      if (!delivered?.ok) throw new Error(`The bot answered the command with ${JSON.stringify(delivered)}.`);
      const thread = conversation === channel ? { thread: id } : {};
      return place({ conversation, ...thread }, user, after);
    },
    everythingSaid: () => JSON.stringify(lines()),
  };
}

/** Everything a card says, as one text. */
export function words(line: Line | undefined): string {
  const texts = partsOf(line?.card).flatMap(part =>
    part.type === 'RichTextBlock' ? [inlinesOf(part)] : [part.text, part.title].filter(Boolean),
  );
  return [line?.summary ?? '', ...texts].join('\n');
}

const inlinesOf = ({ inlines }: Readonly<Record<string, unknown>>): string =>
  Array.isArray(inlines) ? inlines.map(run => String(Object(run).text)).join('') : '';

const isRoot = (line: Line): boolean => /^Capture .*\)$/.test(line.summary ?? '');
