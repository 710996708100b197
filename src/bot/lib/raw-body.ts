import type { NextFunction, Request, Response } from 'express';

/** A request whose body was read as a whole, as Slack's library looks for it. */
export type WithBody = Request & { rawBody?: Buffer };

/** Several times what Slack or Teams ever sends; more is not even read to its end. */
export const bodyLimit = 128 * 1024;

/** Reads the body of a request, of whatever type; one that is larger than allowed is cut off where it is and told 413. */
export function readBody(request: WithBody, response: Response, next: NextFunction): void {
  const chunks: Buffer[] = [];
  let size = 0;
  const cutOff = () => {
    request.removeListener('data', take);
    request.pause();
    chunks.length = 0;
    refuseWith(413, request, response);
  };
  function take(chunk: Buffer): void {
    size += chunk.length;
    if (size > bodyLimit) cutOff();
    else chunks.push(chunk);
  }
  if (lengthOf(request) > bodyLimit) {
    cutOff();
    return;
  }
  request.on('data', take);
  request.on('error', () => {}); // whoever sent it has gone, and waits for no answer
  request.on('end', () => {
    request.rawBody = Buffer.concat(chunks);
    next();
  });
}

/** Answers a request with a status and nothing else. A connection on which more than a small body may still come is closed. */
export function refuseWith(status: number, request: Request, response: Response): void {
  if (!(lengthOf(request) <= bodyLimit)) response.set('connection', 'close');
  response.status(status).end();
}

/** Not a number where whoever sends does not say. */
const lengthOf = ({ headers }: Request): number =>
  headers['transfer-encoding'] ? Number.NaN : Number(headers['content-length'] ?? 0);
