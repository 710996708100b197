import { createHmac, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { refuseWith, type WithBody } from '../lib/raw-body.ts';

/** Slack's own advice against deliveries that somebody has kept; a clock may be off either way. */
const mostSeconds = 5 * 60;

/**
 * Lets only through what Slack has signed: first by the looks of its headers, before anything else is read, then over the bytes of the
 * body, before anything makes sense of them.
 */
export function slackSignature({
  signingSecret,
  refusal,
  now = Date.now,
}: {
  signingSecret: string;
  refusal: (facts: Readonly<Record<string, unknown>>) => void;
  now?: () => number;
}) {
  function refuse(why: string, request: Request, response: Response): void {
    refusal({ why });
    refuseWith(401, request, response);
  }

  function signatureOf(at: string, body: Buffer): Buffer {
    return createHmac('sha256', signingSecret).update(`v0:${at}:`).update(body).digest();
  }

  return {
    looksSigned(request: Request, response: Response, next: NextFunction): void {
      const [at, signature] = headersOf(request);
      if (!/^\d{1,12}$/.test(at) || !/^v0=[0-9a-f]{64}$/.test(signature)) refuse('not signed', request, response);
      else if (Math.abs(now() / 1000 - Number(at)) > mostSeconds) refuse('signed at another time', request, response);
      else next();
    },

    isSigned(request: WithBody, response: Response, next: NextFunction): void {
      const [at, signature] = headersOf(request);
      const given = Buffer.from(signature.slice('v0='.length), 'hex');
      const right = signatureOf(at, request.rawBody ?? Buffer.alloc(0));
      if (given.length === right.length && timingSafeEqual(given, right)) next();
      else refuse('signed with another secret', request, response);
    },
  };
}

const headersOf = ({ headers }: Request): readonly [string, string] => [
  String(headers['x-slack-request-timestamp'] ?? ''),
  String(headers['x-slack-signature'] ?? ''),
];
