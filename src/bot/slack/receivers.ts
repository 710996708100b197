import { setTimeout as sleep } from 'node:timers/promises';
import { type App, ExpressReceiver, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import type { WebClientOptions } from '@slack/web-api';
import type { Application } from 'express';
import { backoff, withJitter } from '../../lib/backoff.ts';
import { withTimeout } from '../../lib/with-timeout.ts';
import type { Log } from '../../log.ts';
import { readBody } from '../lib/raw-body.ts';
import { refusals } from '../lib/webhook-refusals.ts';
import { slackSignature } from './signature.ts';
import { deliveriesOnly } from './webhook-schema.ts';

/** How Slack's deliveries come in. `stop` takes no more and waits for those in hand. */
export interface Inlet extends Receiver {
  start(): Promise<void>;
  stop(): Promise<void>;
}

const drainMs = 3000;
const connectMs = 20_000;
const path = '/slack/events';

/** Deliveries over Slack's Socket Mode: the bot opens the connection, and opens it again for as long as it runs. */
export function socketInlet({
  appToken,
  clientOptions,
  logger,
  log,
}: {
  appToken: string;
  clientOptions: WebClientOptions;
  logger: Logger;
  log: Log;
}): Inlet {
  const receiver = new SocketModeReceiver({
    appToken,
    logger,
    autoReconnectEnabled: false, // its own way back waits 5 s, and gives up for good when Slack is not there
    installerOptions: { clientOptions },
    processEventErrorHandler: async () => false,
  });
  const { client } = receiver;
  const hands = countHands();
  let state: 'stopped' | 'connecting' | 'connected' = 'stopped';

  async function sayHello(): Promise<void> {
    if (
      await withTimeout(
        connectMs,
        client.start().then(() => true),
      )
    )
      return;
    await withTimeout(500, client.disconnect());
    throw new Error('Slack let the connection open and then said nothing');
  }

  async function connect(tries: number): Promise<void> {
    for (let attempt = 1; state === 'connecting'; attempt += 1) {
      try {
        await sayHello();
        if (state === 'connecting') state = 'connected';
        return;
      } catch (error) {
        if (attempt >= tries) throw new Error('Slack does not let me open a Socket Mode connection', { cause: error });
        if (attempt % 10 === 1) log.warn({ err: error, attempt }, 'cannot open a Socket Mode connection; trying again');
        await sleep(withJitter(backoff(attempt, { firstMs: 500, mostMs: 10_000 })));
      }
    }
  }

  client.on('disconnected', () => {
    if (state !== 'connected') return;
    state = 'connecting';
    connect(Number.POSITIVE_INFINITY).catch(error => log.error({ err: error }, 'the Socket Mode connection is lost'));
  });

  return {
    init: app => receiver.init(hands.on(app)),
    async start() {
      state = 'connecting';
      await connect(5);
    },
    async stop() {
      await hands.drained(drainMs);
      state = 'stopped';
      await withTimeout(1000, client.disconnect());
      await hands.drained(drainMs);
    },
  };
}

/** Deliveries over HTTP, signed by Slack, on the server that the bot has anyway. */
export function httpInlet({
  signingSecret,
  web,
  logger,
  log,
}: {
  signingSecret: string;
  web: Application;
  logger: Logger;
  log: Log;
}): Inlet {
  const refusal = refusals(log, 'a delivery at the endpoint of Slack is refused');
  const { looksSigned, isSigned } = slackSignature({ signingSecret, refusal });
  web.post(path, looksSigned, readBody, isSigned, deliveriesOnly);
  const receiver = new ExpressReceiver({ signingSecret, app: web, endpoints: path, logger });
  const hands = countHands();
  return {
    init: app => receiver.init(hands.on(app)),
    start: async () => {},
    stop: () => hands.drained(drainMs),
  };
}

/**
 * Counts the deliveries in hand; and holds back the acknowledgement of an event until its listener is done, which Bolt
 * would send before. One that failed is not acknowledged, so that Slack sends it again.
 */
function countHands() {
  let busy = 0;
  let idle: () => void = () => {};
  let whenIdle = Promise.resolve();
  return {
    on(app: App): App {
      const processEvent: App['processEvent'] = async delivery => {
        if (busy++ === 0)
          whenIdle = new Promise(resolve => {
            idle = resolve;
          });
        try {
          if (delivery.body.type !== 'event_callback') return await app.processEvent(delivery);
          await app.processEvent({ ...delivery, ack: async () => {} });
          await delivery.ack();
        } finally {
          if (--busy === 0) idle();
        }
      };
      return new Proxy(app, {
        get: (target, key) => (key === 'processEvent' ? processEvent : Reflect.get(target, key)),
      });
    },
    async drained(withinMs: number): Promise<void> {
      await withTimeout(withinMs, whenIdle);
    },
  };
}
