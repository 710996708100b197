import type { IncomingHttpHeaders } from 'node:http';
import type { Json } from '../model.ts';
import { Refused } from '../refused.ts';

/** The arguments that a form carries as JSON texts, as Slack's own clients send them. */
const structured = ['blocks', 'view', 'metadata', 'attachments', 'unfurls'];

/** A call's arguments and its token: the authorization header's, or that of a form; never that of a JSON body or a query. */
export function readCall(call: { headers: IncomingHttpHeaders; body: string; query: string }): {
  args: Json;
  token: string | null;
} {
  const { headers, body, query } = call;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('multipart/')) throw new Refused('invalid_post_type');
  const isJson = type.startsWith('application/json');
  const given = isJson ? readJson(body) : Object.fromEntries(new URLSearchParams(body));
  const { token: _, ...asked } = Object.fromEntries(new URLSearchParams(query));
  const all: Json = { ...asked, ...given };
  const bearer = /^Bearer (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const { token, ...args } = all;
  const inForm = typeof token === 'string' && token !== '' && !isJson ? token : null;
  return { args: unpack(args), token: bearer ?? inForm };
}

function readJson(body: string): Json {
  const value = body === '' ? {} : tryParse(body);
  if (value === undefined) throw new Refused('invalid_json');
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Refused('json_not_object');
  return Object(value);
}

function unpack(args: Json): Json {
  const entries = Object.entries(args).map(([key, value]) => {
    if (!structured.includes(key) || typeof value !== 'string') return [key, value];
    const parsed = tryParse(value);
    if (parsed === undefined) throw new Refused(key === 'blocks' ? 'invalid_blocks_format' : 'invalid_arguments');
    return [key, parsed];
  });
  return Object.fromEntries(entries);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
