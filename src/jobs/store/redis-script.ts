import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { RedisConnection } from './redis.ts';
import { redisCode } from './redis-errors.ts';

type Value = string | number;
export type Reply = Value | readonly (Value | null)[];
/** Runs a script with a value for each name in its head, and a list for each name with a star. */
export type Script = (given: Readonly<Record<string, Value | readonly Value[]>>) => Promise<Reply>;

/** What a script is made of: its keys and arguments by name in the order in which they are sent, and what Redis runs. */
interface LuaScript {
  readonly keys: readonly string[];
  readonly args: readonly string[];
  readonly source: string;
  readonly sha: string;
}

const shared = new URL('lua/', import.meta.url);
const read = new Map<string, LuaScript>();

/**
 * A Lua script of a file, sent by its hash, and in full only to a Redis that does not know it yet. The comments at its head name its
 * `keys` and its `args`, which the script has as variables; the last of either may be `*name`, a table of all that are left. After
 * `with` come the files of `store/lua` that it builds on. Throws where a name has no value, or a value no name.
 */
export function redisScript(redis: RedisConnection, file: URL): Script {
  const script = luaScript(file);
  return async given => {
    const strange = Object.keys(given).find(name => !wordsOf(script).some(word => plain(word) === name));
    if (strange) throw new Error(`${nameOf(file)} takes no ${strange}.`);
    const keys = valuesOf(script.keys).map(String);
    const args = valuesOf(script.args);
    try {
      return (await redis.evalsha(script.sha, keys.length, ...keys, ...args)) as Reply;
    } catch (error) {
      if (redisCode(error) !== 'NOSCRIPT') throw error;
      return (await redis.eval(script.source, keys.length, ...keys, ...args)) as Reply;
    }

    function valuesOf(words: readonly string[]): readonly Value[] {
      return words.flatMap(word => {
        const value = given[plain(word)];
        if (value === undefined || Array.isArray(value) !== isRest(word))
          throw new Error(`${nameOf(file)} needs ${isRest(word) ? 'a list' : 'one value'} for ${plain(word)}.`);
        return value;
      });
    }
  };
}

/** Reads a script once a process. */
export function luaScript(file: URL): LuaScript {
  const known = read.get(file.href);
  if (known) return known;
  const text = readFileSync(file, 'utf8');
  const [keys, args, libraries] = [headOf(text, 'keys'), headOf(text, 'args'), headOf(text, 'with')];
  const source = [
    ...namesOf('KEYS', keys),
    ...namesOf('ARGV', args),
    ...libraries.map(name => readFileSync(new URL(`${name}.lua`, shared), 'utf8')),
    text,
  ].join('\n');
  const script = { keys, args, source, sha: createHash('sha1').update(source).digest('hex') };
  read.set(file.href, script);
  return script;
}

const headOf = (text: string, what: string): readonly string[] =>
  new RegExp(`^-- ${what}: (.+)$`, 'm').exec(text)?.[1]?.split(' ') ?? [];

/** The lines of Lua that give the values in a table of Redis's their names. */
const namesOf = (table: 'KEYS' | 'ARGV', words: readonly string[]): readonly string[] =>
  words.map((word, index) =>
    isRest(word)
      ? `local ${plain(word)} = {} for i = ${index + 1}, #${table} do ${plain(word)}[i - ${index}] = ${table}[i] end`
      : `local ${word} = ${table}[${index + 1}]`,
  );

const wordsOf = ({ keys, args }: LuaScript): readonly string[] => [...keys, ...args];
const isRest = (word: string): boolean => word.startsWith('*');
const plain = (word: string): string => word.replace('*', '');
const nameOf = (file: URL): string => file.pathname.split('/').at(-1) ?? '';
