import { nameProblem } from '../../azure/names.ts';
import { allPlatforms } from '../../jobs/request/platforms.ts';
import { beginsWithYes } from './begins-with-yes.ts';
import { asItLooks } from './look-alikes.ts';
import { plainText } from './tokenizer.ts';

/**
 * An answer in a thread to a question that the bot asked there; `name` is the one word that was typed in place of a yes. `almost`
 * reads like an answer and cannot be taken for one: `name` where it is one word, `about` the word beside a yes.
 */
export type Reply =
  | { readonly is: 'yes' }
  | { readonly is: 'no' }
  | { readonly is: 'name'; readonly name: string }
  | { readonly is: 'almost'; readonly name: string | null; readonly about: string | null };

/** Something people say to each other. */
export interface Ignore {
  readonly is: 'ignore';
}

/** Somebody who is mentioned, as the chats write that. */
const somebody = new RegExp(
  allPlatforms()
    .map(({ mentioned }) => mentioned.source)
    .join('|'),
  'gi',
);
const ignore: Ignore = { is: 'ignore' };
const longestReply = 200;

/**
 * Reads a message in a thread. A yes, a no or one name by itself is an answer, in any case, look or kind of letter, with a full
 * stop, a please or a sign that agrees with it. What says no more than such a word in another way is almost one; all else is talk.
 */
export function readReply(text: string): Reply | Ignore {
  if (text.length > longestReply) return ignore;
  const { words, agrees, doubts } = takenApart(withoutScraps(text.replace(somebody, ' @somebody ')));
  const core = words.filter(word => !polite.has(word.toLowerCase()));
  const [first = '', ...more] = core.map(word => word.toLowerCase());
  if (core.length === 0) return words.length === 0 && agrees.some(Boolean) ? almost() : ignore;
  const side = more.length === 0 && !doubts ? bare.get(first) : undefined;
  if (side && agrees.every(sign => sign === side)) return { is: side };
  const says = new Set(core.map(word => sideOf(word.toLowerCase())));
  const phrase = sideOf([first, ...more].join(' '));
  if (phrase !== null || (says.size === 1 && !says.has(null)))
    return almost({ name: core.length === 1 && words.length === 1 ? (core[0] ?? null) : null });
  const named = naming(core, { isPure: words.length === 1 && agrees.length === 0 && !doubts });
  if (named.is === 'name' || doubts || !beginsWithYes(words)) return named;
  return named.is === 'almost' && /\d/.test(named.about ?? '') ? named : almost();
}

/** A text without what a phone adds below it, a bullet before it, and signs around a bare answer of which the other half is missing. */
function withoutScraps(text: string): string {
  const said = text.replace(signature, '').replace(/^\s*[-–—•·*]\s+(?=\S)/u, '');
  return /^\s*["'“”‘’«»([{*_`]?\s*(y|yes|n|no)\s*["'“”‘’«»)\]}*_`:;\\-]?\s*$/iu.exec(said)?.[1] ?? said;
}

/** What a phone adds names nothing but things to write with. */
const gear =
  /(?:iphone|ipad|ipod|ios|android|samsung|galaxy|huawei|pixel|google|xiaomi|redmi|oneplus|nokia|sony|xperia|motorola|moto|blackberry|windows|surface|outlook|gmail|mail|teams|slack|mobile|mobil|smartphone|phone|telefon|handy|tablet|device|gerät|toestel|telefoon|téléphone|portable|mac|macbook|smart|pro|max|plus|mini|ultra|for|für|voor|pour|[a-z]{0,2}\d{1,3}[a-z]{0,2})/
    .source;
const gears = `${gear}(?:[ -]${gear}){0,5}`;
const signature = new RegExp(
  `\\s+(?:(?:sent from (?:my )?|get outlook for |verzonden vanaf (?:mijn )?|gesendet von meinem |envoyé de(?:puis)? mon )${gears}|von meinem ${gears} gesendet)[.!]?(?:\\s*[<(]?https?://\\S+)?\\s*$`,
  'iu',
);

/** One name alone, or beside a yes or a please. */
function naming(core: readonly string[], { isPure }: { isPure: boolean }): Reply | Ignore {
  const isYes = core.some(word => sideOf(word.toLowerCase()) === 'yes');
  const [name, ...more] = core.filter(
    word => sideOf(word.toLowerCase()) !== 'yes' && !(isYes && /^(?:capture|type)$/i.test(word)),
  );
  if (!name || more.length > 0 || core.length > 3 || nameProblem('vm', name) !== null) return ignore;
  return isPure && core.length === 1 ? { is: 'name', name } : almost({ about: name });
}

const almost = ({ name = null, about = null }: { name?: string | null; about?: string | null } = {}): Reply => ({
  is: 'almost',
  name,
  about,
});

type Side = 'yes' | 'no';

const bare: ReadonlyMap<string, Side> = new Map([
  ['y', 'yes'],
  ['yes', 'yes'],
  ['n', 'no'],
  ['no', 'no'],
]);
const polite = new Set(
  'please pls plz thanks thx ty bitte danke svp merci por favor gracias aub alsjeblieft graag'.split(' '),
);

const sides: Readonly<Record<Side, ReadonlySet<string>>> = {
  yes: new Set([
    ...'y yes yy yyy ye yea yeah yep yup ya yess yesss yse yas aye ok okay kk sure go confirm confirmed approve approved'.split(
      ' ',
    ),
    ...'accept accepted agree agreed affirmative proceed absolutely definitely lgtm +1 ja jep jo oui si sí sim da да hai はい 是 好 好的 예 네 tak ano sì evet نعم ναι ใช่ igen kyllä vâng ✓'.split(
      ' ',
    ),
    ...[
      'go ahead',
      'go for it',
      'do it',
      'of course',
      'sounds good',
      'looks good',
      'ship it',
      'make it so',
      'all good',
      'fine by me',
      'fine with me',
      'je confirme',
    ],
    ...[
      'yes go ahead',
      'yes do it',
      'ok go',
      'ok do it',
      'ok go ahead',
      'yes of course',
      'go on',
      'i agree',
      'i confirm',
      'i approve',
      'type y',
      'type yes',
      'capture it',
      'yes capture it',
      'yes capture',
    ],
    ...'是的 确认 確認 可以 진행 confirmo bestätigt'.split(' '),
    // The keys and letters beside a Y that look like one.
    ...'у ү υ ყ ʏ ÿ ý 🆈 🅨 🅈'.split(' '),
  ]),
  no: new Set([
    ...'n no nn nope nah nay nein non nee нет いいえ 不 cancel stop abort decline declined reject rejected refuse -1'.split(
      ' ',
    ),
    ...['no way', 'do not', "don't", 'cancel it', 'stop it', 'please do not'],
  ]),
};

function sideOf(word: string): Side | null {
  if (sides.yes.has(word)) return 'yes';
  if (sides.no.has(word)) return 'no';
  const latin = asItLooks(word);
  return latin === word ? null : sideOf(latin);
}

/** The words of a message without their looks; what its signs agree with, and whether anything takes them back or asks. */
function takenApart(text: string): { words: readonly string[]; agrees: readonly (Side | null)[]; doubts: boolean } {
  const agrees: (Side | null)[] = [];
  const sign = (known: ReadonlyMap<string, Side>) => (_: string, name: string) => {
    if (!/^skin-tone-\d$/.test(name) && !/^\p{Emoji_Modifier}$/u.test(name)) agrees.push(known.get(name) ?? null);
    return ' ';
  };
  const plain = plainText(text)
    .normalize('NFKC')
    .replace(/<[a-z]+\b[^<>]*\b(?:line-through|display|visibility|opacity)\b[^<>]*>/gi, '<s>')
    .replace(/<\/?(?:b|i|u|em|strong|span|code)\b[^<>]*>/gi, '')
    .replace(/<\/?(?:p|div|pre|br)\b[^<>]*>/gi, ' ');
  const bareOfSigns = plain
    .replace(/:([a-z0-9_+'-]+):/g, sign(signNames))
    .replace(/(\p{Extended_Pictographic}|\p{Emoji_Modifier}|\p{Regional_Indicator})/gu, sign(signs))
    .replace(/(?:^|\s)([:;]-?[)D(/|])(?=\s|$)/g, sign(smileys));
  const inner = undressed(bareOfSigns);
  const doubts = /^>|^~.*~$|\?|\.\.|…|^<(?:s|del|strike)>/.test(bareOfSigns.trim()) || /[?~>…]|\.\./.test(inner);
  const words = undressed(
    inner.replace(/\bthank you\b/gi, 'thanks').replace(/^>|[~?…]|<\/?(?:s|del|strike)>|\.\.+/g, ' '),
  )
    .split(/[\s,;]+/)
    .map(undressed)
    .filter(word => !/^[.!。]*$/.test(word));
  return { words, agrees, doubts };
}

/** A text without what stands around it to make it look like something: bold, code, quotes, brackets, and the stop at its end. */
function undressed(text: string): string {
  let inner = text.trim();
  for (;;) {
    const [first = '', last = ''] = [inner[0], inner.at(-1)];
    const isDressed = inner.length > 2 && dresses.get(first) === last;
    const next = isDressed ? inner.slice(1, -1).trim() : inner.replace(/(?<=[^.\s])[.!。!]$|!+$/, '').trim();
    if (next === inner) return inner;
    inner = next;
  }
}

const dresses = new Map(
  ['**', '__', '``', '""', "''", '()', '[]', '{}', '「」', '『』'].map(([open = '', end = '']) => [open, end]),
);

const [yesSigns, noSigns] = ['👍✅✔☑👌🙏🎉🚀💯🙂😀😃😄😁😊🆗🤝🙌👏💪❤🟢🇾', '👎❌✖🚫🛑⛔🙅'];
const yesNames =
  '+1 thumbsup white_check_mark heavy_check_mark ballot_box_with_check ok_hand pray tada rocket 100 ok handshake raised_hands clap muscle heart large_green_circle slightly_smiling_face smile smiley grinning grin blush';
const noNames = '-1 thumbsdown x heavy_multiplication_x no_entry no_entry_sign octagonal_sign no_good';

const known = (yes: readonly string[], no: readonly string[]): ReadonlyMap<string, Side> =>
  new Map([...yes.map(sign => [sign, 'yes'] as const), ...no.map(sign => [sign, 'no'] as const)]);
const signs = known([...yesSigns], [...noSigns]);
const signNames = known(yesNames.split(' '), noNames.split(' '));
const smileys = known([':)', ':-)', ':D', ':-D', ';)', ';-)'], []);
