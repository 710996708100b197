import { readFileSync } from 'node:fs';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { RequestHandler } from 'express';

/** Hands a request on to the same path under another address, streams of events included. */
export function forwardTo(address: string, caFile?: string): RequestHandler {
  const ca = caFile ? readFileSync(caFile) : undefined;
  return (request, response) => {
    const target = new URL(`${address}${request.url}`);
    const { host: _, origin: __, ...headers } = request.headers;
    const options = { method: request.method, headers, ca };
    const onward = (target.protocol === 'https:' ? requestHttps : requestHttp)(target, options, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    onward.on('error', () => {
      if (response.headersSent) response.destroy();
      else response.status(502).json({ message: 'The simulator does not answer.' });
    });
    response.on('close', () => onward.destroy());
    request.pipe(onward);
  };
}
