import { readFileSync } from 'node:fs';
import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { RequestHandler } from 'express';

/** A stream of events to pass on; the name goes in front of each event's own. */
export interface EventSource {
  readonly name: string;
  readonly url: string;
  readonly caFile?: string;
}

const lookEveryMs = 250;

/**
 * One stream for a page: the events of every source, and `processes` whenever what `processes` answers has changed.
 * A browser keeps few connections to one address, so one a tab has to do.
 */
export function streamEvents(sources: readonly EventSource[], processes: () => unknown): RequestHandler {
  return (request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const write = (event: string, data: string) => response.write(`event: ${event}\ndata: ${data}\n\n`);
    const stops = sources.map(source => follow(source, (event, data) => write(`${source.name}.${event}`, data)));
    let last = '';
    const look = () => {
      const now = JSON.stringify(processes());
      if (now !== last) write('processes', now);
      last = now;
    };
    look();
    const timer = setInterval(look, lookEveryMs);
    request.on('close', () => {
      clearInterval(timer);
      for (const stop of stops) stop();
    });
  };
}

/** Reads a source until it is told to stop; one that is not there has nothing to tell. */
function follow({ url, caFile }: EventSource, tell: (event: string, data: string) => void): () => void {
  const read = (answer: IncomingMessage) => {
    let rest = '';
    answer.setEncoding('utf8').on('data', (chunk: string) => {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const { event, data } = /^event: (?<event>.+)\ndata: (?<data>.+)$/.exec(block)?.groups ?? {};
        if (event && data) tell(event, data);
      }
    });
    answer.on('error', () => {}); // the source has gone: the rest goes on
  };
  const asked = url.startsWith('https:')
    ? requestHttps(url, { ca: caFile ? readFileSync(caFile) : undefined }, read)
    : requestHttp(url, read);
  asked.on('error', () => {}).end(); // the source is not there: the rest goes on
  return () => asked.destroy();
}
