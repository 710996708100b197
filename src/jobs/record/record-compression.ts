import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Job } from './record.ts';

/** For a text of some 10 KB: the usual settings take 268 KB of memory each time, and V8 clears up after that all the while. */
const thrift = { level: 3, windowBits: 13, memLevel: 6 };

/** A text that is shorter, as one without a plan, is not worth it. */
const leastChars = 2_000;

/** Far beyond any record: what unpacks to more is none. */
const mostBytes = 16 * 1024 * 1024;

/**
 * A record as Redis keeps it: in front the version, the procedure and the state, which scripts and older versions of the code look for;
 * then all of it, deflated; a short one as it is. `rev` is left out: the hash beside it counts.
 */
export function packRecord({ rev: _rev, schema, procedure, ...rest }: Job): string {
  const plain = JSON.stringify({ schema, procedure, ...rest });
  if (plain.length < leastChars) return plain;
  return JSON.stringify({
    schema,
    procedure,
    status: { is: rest.status.is },
    packed: deflateRawSync(plain, thrift).toString('base64'),
  });
}

/** What a record in JSON was packed from; throws where it is nothing of ours. */
export const unpack = (packed: string): string =>
  inflateRawSync(Buffer.from(packed, 'base64'), { maxOutputLength: mostBytes }).toString();
