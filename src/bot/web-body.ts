import type { NextFunction, Request, Response } from 'express';

/** A request whose body was read as a whole, as Slack's library looks for it. */
export type WithBody = Request & { rawBody?: Buffer };

/** Reads the body of a request, of whatever type; one that is larger than `limit` bytes is cut off where it is and told 413. */
export const bodyWithin = (limit: number) => (request: WithBody, response: Response, next: NextFunction) => {
  const chunks: Buffer[] = [];
  let size = 0;
  const cutOff = () => {
    request.removeListener('data', take);
    request.pause();
    response.status(413).set('connection', 'close').end();
  };
  function take(chunk: Buffer): void {
    size += chunk.length;
    if (size > limit) cutOff();
    else chunks.push(chunk);
  }
  if (Number(request.headers['content-length'] ?? 0) > limit) {
    cutOff();
    return;
  }
  request.on('data', take);
  request.on('error', () => {}); // whoever sent it has gone, and waits for no answer
  request.on('end', () => {
    request.rawBody = Buffer.concat(chunks);
    next();
  });
};
