import type { NextFunction, Response } from 'express';
import { z } from 'zod';
import type { WithBody } from '../lib/raw-body.ts';
import { formName, vmField } from './form.ts';

/** Slack's own ids of people, places and views. */
const id = z.string().regex(/^[\w.-]{1,100}$/);
const name = z.string().max(255);
const person = z.looseObject({ id, name: name.optional() });
/** An id, or what has one. */
const named = z.union([z.string(), z.looseObject({})]);

const commandSchema = z.looseObject({
  command: z.string().max(100),
  text: z.string().max(20_000).default(''),
  user_id: id,
  user_name: name.optional(),
  channel_id: id,
});

const eventSchema = z.looseObject({
  type: z.literal('event_callback'),
  event: z.looseObject({
    type: z.string().min(1),
    user: named.optional(),
    channel: named.optional(),
    item: z.looseObject({}).optional(),
    message: z.looseObject({}).optional(),
  }),
});

/** What comes in the field `payload`: presses, the type-ahead of the form, and the form itself. */
const payloadSchema = z.discriminatedUnion('type', [
  z.looseObject({
    type: z.literal('block_actions'),
    user: person,
    actions: z
      .array(z.looseObject({ action_id: name, block_id: name, type: z.string() }))
      .min(1)
      .max(100),
  }),
  z.looseObject({
    type: z.literal('block_suggestion'),
    user: person,
    action_id: z.literal(vmField),
    block_id: name,
    value: z.string().max(3_000),
  }),
  z.looseObject({
    type: z.literal('view_submission'),
    user: person,
    view: z.looseObject({
      id,
      callback_id: z.literal(formName),
      private_metadata: z.string().max(3_000),
      blocks: z.array(z.looseObject({})).max(100),
      state: z.looseObject({ values: z.looseObject({}) }),
    }),
  }),
]);

const urlSchema = z.looseObject({ type: z.literal('url_verification'), challenge: z.string().max(1_000) });
const sslSchema = z.looseObject({ ssl_check: z.string() });
const jsonSchema = z.union([eventSchema, urlSchema]);
const formSchema = z.union([commandSchema, sslSchema]);

/** Whether the body of a delivery over HTTP is one of those that the bot is there for. Who sent it is seen to afterwards. */
export function isDelivery(body: string, contentType: string): boolean {
  if (!/^application\/x-www-form-urlencoded/i.test(contentType)) return jsonSchema.safeParse(jsonOf(body)).success;
  const fields = new URLSearchParams(body);
  const payload = fields.get('payload');
  return payload === null
    ? formSchema.safeParse(Object.fromEntries(fields)).success
    : payloadSchema.safeParse(jsonOf(payload)).success;
}

/** Answers 400 to what is no delivery. */
export function deliveriesOnly({ rawBody, headers }: WithBody, response: Response, next: NextFunction): void {
  if (isDelivery(String(rawBody ?? ''), headers['content-type'] ?? '')) next();
  else response.status(400).end();
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // no JSON: no delivery either
  }
}
