import { isCredential, isNothing, meaningOf } from './names.ts';
import { type Finder, findBy, type Part } from './part.ts';
import { valueAt } from './value.ts';

const signs = /=>|->|<-|:=|={1,3}|:|\|(?= )/g;

const lead =
  /^(?:[\dTZ:.,+/ -]{8,40}|\w{3} {1,2}\d{1,2} [\d:]{8} \S{1,60} \S{1,60}:)?[^\p{L}]{0,12}(?:(?:export|set|setx|env|local|declare|const|let|var|ENV|ARG|string|securestring)[\s\]]{1,4})?[^\p{L}]{0,4}(?:[A-Z]{4,8}:? )?(?:env:)?$/u;

/** Values that are secrets by the name before them: in settings, JSON, YAML, connection strings, headers and lists of properties. */
function* pairs(text: string): Iterable<Part> {
  let reached = 0;
  signs.lastIndex = 0;
  for (const match of text.matchAll(signs)) {
    const at = match.index;
    if (at < reached || text.startsWith('://', at)) continue;
    const { from: own, words } = typedName(text, at);
    const meaning = joinedMeaning(words) ?? meaningOf(words.at(-1) ?? '');
    if (!meaning) continue;
    if (isHome(words.at(-1) ?? '', text, at + 1)) continue;
    const lineStart = text.lastIndexOf('\n', at) + 1;
    const alone = own - lineStart < 120 && lead.test(text.slice(lineStart, Math.max(lineStart, own)));
    const close = !/[ \t\n]/.test(text[at + match[0].length] ?? '') || /["'`]/.test(text[at - 1] ?? '');
    const part = valueAt({
      text,
      at: at + match[0].length,
      meaning: match[0] === '|' ? 'perhaps' : meaning,
      alone,
      bound: match[0] !== '|' && (close || (match[0] !== ':' && (alone || meaning === 'secret'))),
    });
    if (!part) continue;
    reached = Math.max(reached, part.to);
    yield part;
  }
}

/** The name that ends before a sign: the last of its words, and up to two that stand before it. */
function nameBefore(text: string, at: number): { readonly from: number; readonly words: readonly string[] } {
  let to = back(text, at, /[ \t]/, 40);
  if (text[to - 1] === ')')
    to = back(
      text,
      text[back(text, to - 1, /[\w, ]/, 30) - 1] === '(' ? back(text, to - 1, /[\w, ]/, 30) - 1 : to,
      / /,
      1,
    );
  to = back(text, to, /[\\"'`)\]}]/, 10);
  if (text[to - 1] === '[') to = back(text, to - 1, /["'\\]/, 4);
  let from = back(text, to, /[\p{L}\w.$@-]/u, 100);
  const words = [text.slice(from, to)];
  for (let more = 0; more < 2 && text[from - 1] === ' '; more += 1) {
    const word = back(text, from - 1, /[\p{L}]/u, 30);
    if (word === from - 1) break;
    words.unshift(text.slice(word, from - 1));
    from = word;
  }
  return { from, words };
}

/** The name before its type: `password: str =`. */
function typedName(text: string, at: number): ReturnType<typeof nameBefore> {
  const name = nameBefore(text, at);
  if (!/^(?:str|string|securestring|bytes|text)$/i.test(name.words.at(-1) ?? '')) return name;
  const colon = back(text, name.from, /[ \t]/, 4);
  return text[colon - 1] === ':' ? nameBefore(text, colon - 1) : name;
}

function back(text: string, at: number, sign: RegExp, most: number): number {
  let from = at;
  while (from > 0 && at - from < most && sign.test(text[from - 1] ?? '')) from -= 1;
  return from;
}

/** A name of two words is one where both make it one: “Account key”. */
function joinedMeaning(words: readonly string[]): ReturnType<typeof meaningOf> {
  const isOne = [2, 3].some(count => words.length >= count && meaningOf(words.slice(-count).join('')) === 'secret');
  return isOne ? 'secret' : null;
}

/** `PWD` is a folder in every shell. */
const isHome = (name: string, text: string, at: number): boolean =>
  name === 'PWD' && /^["']?(?:[~/]|[A-Z]:[\\/])/.test(text.slice(at, at + 4));

const tells = (match: RegExpExecArray): boolean => {
  const { name = '', value = '' } = match.groups ?? {};
  if (isNothing(value.replace(/["']/g, ''))) return false;
  return meaningOf(name) === 'secret' || (meaningOf(name) === 'perhaps' && isCredential(value));
};

const string = `(?:"(?:[^"\\\\\\n]|\\\\[^\\n])*"?|'(?:[^'\\\\\\n]|\\\\[^\\n])*'?|[^\\s;&"'<>,]+)`;
const naming = `["']?\\b(?:name|key|id|n|parameter(?:key|name)?|variable|property)["']?\\s{0,10}(?:[:=]>?|=)\\s{0,10}["']?`;
const valuing = `["']?\\b(?:value|parametervalue|val|v|default|defaultvalue|text|data)["']?\\s{0,10}[:=]>?\\s{0,10}`;

/** A key of anything: the name alone says nothing, but what only chance makes is no word. */
const keyed = findBy(
  /((?<![A-Za-z])keys?["']?\s{0,4}[=:]\s{0,4}["']?)[A-Za-z0-9+/_-]{16,}={0,2}/gi,
  ({ 0: found, 1: before = '' }) => [/\d/, /[a-z]/, /[A-Z]/].every(kind => kind.test(found.slice(before.length))),
);

/** Secrets that are known by the name beside them. */
export const byName: readonly Finder[] = [
  pairs,
  keyed,
  findBy(
    new RegExp(
      `(${naming}(?<name>[\\w.-]{2,80})["']?(?:,\\s{0,10}["']?\\w{1,30}["']?\\s{0,4}:\\s{0,4}[^,{}\\n]{1,40}){0,2}[\\s,;]{1,40}${valuing})(?<value>${string})`,
      'gi',
    ),
    tells,
  ),
  findBy(
    new RegExp(
      `(${valuing})(?<value>"[^"\\n]{1,300}"|'[^'\\n]{1,300}')(?=[\\s,;]{1,40}${naming}(?<name>[\\w.-]{2,80}))`,
      'gi',
    ),
    tells,
  ),
  findBy(
    /(<(?<name>[\w:.-]{2,80})(?:\s[^<>\n]{0,200})?>\s{0,80}(?:<value(?:\s[^<>\n]{0,100})?>\s{0,40})?(?:<!\[CDATA\[)?)(?<value>[^<]+)/gi,
    tells,
  ),
  findBy(
    /(<\w{1,40}\s[^<>\n]{0,100}\b(?:name|key|n|id)=["'](?<name>[\w:.-]{2,80})["'][^<>\n]{0,200}>\s{0,80}(?:<value[^<>\n]{0,60}>\s{0,40})?(?:<!\[CDATA\[)?)(?<value>[^<]+)/gi,
    tells,
  ),
  findBy(
    new RegExp(
      `(\\b(?:setx|setenv|config(?:ure)?(?: set|(?: --\\w+){0,2})|env set|put)(?:\\s{1,4}[/-]\\w{1,10})?\\s{1,4}["']?(?:[^\\s"':]{0,100}[:/])?(?<name>[\\w.-]{2,80})["']?\\s{1,4})(?<value>${string})`,
      'gi',
    ),
    tells,
  ),
  findBy(/(["'](?<name>[\w.-]{2,60})["'],\s{0,4})(?<value>(?:"[^"\s]{1,300}"|'[^'\s]{1,300}')(?!\s{0,4}:))/g, tells),
  findBy(/((?<name>[A-Za-z_][\w.]{2,60})\(\s{0,4})(?<value>"[^"\n]{1,300}"?|'[^'\n]{1,300}'?)/g, tells),
  findBy(
    /((?<![\w-])(?<name>[A-Za-z][\w.-]{2,60})[ \t]{1,40}REG_(?:EXPAND_)?SZ[ \t]{1,40})(?<value>[^\n]{1,300})/g,
    tells,
  ),
  findBy(/((?<![\w])securestring["'],\s{0,10}["']?value["']?\s{0,4}:\s{0,4}["'])[^"'\n]{1,300}/gi),
  findBy(/(\b(?:identified\s{1,4}by|password)\s{1,4}(?:values?\s{1,4})?)(?<value>"[^"\n]{1,300}"?|'[^'\n]{1,300}'?)/gi),
];
