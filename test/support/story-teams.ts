import { setTimeout as sleep } from 'node:timers/promises';
import { partsOf } from '../../sandbox/teams/limits.ts';
import { eventually, type Story, tryAgain } from './story.ts';

type Teams = Story['sandbox']['teams'];
type Line = ReturnType<Teams['state']>['messages'][number];

/** A button, or a word that is typed, or a form that is filled in. */
type Pressed = { action: string } | { typed: string } | { form: Readonly<Record<string, string>> };

const channel = '19:images@thread.tacv2';

/** The same story in Teams: people name the bot, and read and press its cards. */
export function inTeams({ sandbox: { teams } }: Story) {
  const lines = () => teams.state().messages;
  const byBot = ({ from }: Line) => from.startsWith('28:');

  function place(where: { conversation: string; thread?: string }, user: string, after: number, asked: string) {
    let last = { user, text: asked };
    let answeredAway = 0;
    const said = () =>
      lines()
        .slice(after)
        .filter(
          line =>
            byBot(line) && line.conversation === where.conversation && (!where.thread || line.thread === where.thread),
        );
    const name = where.conversation.startsWith('a:') ? '' : '@capture-image ';

    const say = (text: string, by = user) => {
      last = { user: by, text };
      return teams.say({ user: by, ...where, text: `${name}${text}` });
    };

    /** Who is told that nothing was begun says it again, as people do. */
    async function sayAgain(): Promise<void> {
      const away = said().filter(line => tryAgain.test(words(line))).length;
      if (away === answeredAway) return;
      answeredAway = away;
      await sleep(1_000);
      await say(last.text, last.user);
    }

    /** The newest message with that to press, as somebody sees it now; null where there is none. */
    async function find(what: Pressed, seenBy = user): Promise<string | null> {
      for (const { id } of said().reverse())
        if (partsOf(await teams.view({ user: seenBy, message: id })).some(part => fits(part, pressOf(what)))) return id;
      return null;
    }

    return {
      said,
      /** The card that is edited in place. */
      root: () => words(said().find(line => isRoot(line))),
      say,
      hears: (pattern: RegExp) =>
        eventually(
          `${pattern} in Teams`,
          async () => {
            const found = said()
              .map(words)
              .find(text => pattern.test(text));
            if (!found) await sayAgain();
            return found;
          },
          {
            more: () => said().map(words).join('\n---\n'),
          },
        ),
      find,

      /** Presses the newest button of that action, or sends what is typed on the newest card that asks, or filled in there. */
      async press(what: Pressed, by = user, seenBy = by) {
        // A bot that could not look somebody up in time shows them the card without their buttons, and with them at the next look.
        const message = await eventually(`${seenBy} to see a card with ${JSON.stringify(what)}`, () =>
          find(what, seenBy),
        );
        return await teams.press({ user: by, message, seenBy, ...pressOf(what) });
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
      return place({ conversation, ...thread }, user, after, text);
    },
    everythingSaid: () => JSON.stringify(lines()),
  };
}

const pressOf = (what: Pressed) =>
  'action' in what ? what : 'typed' in what ? { verb: 'type', inputs: what } : { verb: 'form', inputs: what.form };

const fits = (part: Readonly<Record<string, unknown>>, press: ReturnType<typeof pressOf>): boolean =>
  'action' in press ? Object(part.data).action === press.action : part.verb === press.verb;

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
