import type { Json } from './model.ts';

/** Something the app is told, in the three kinds that Slack knows. */
export interface Delivery {
  readonly kind: 'events_api' | 'slash_commands' | 'interactive';
  readonly payload: Json;
  /** Whether what the app acknowledges with means something: a message, form errors, options. */
  readonly answerable: boolean;
  /** The app's own doing, told back to it: neither redelivered on demand nor met by faults. */
  readonly echo?: boolean;
}

/** Which repetition of a delivery this is, and why it is repeated. */
export interface Retry {
  readonly num: number;
  readonly reason: string;
}

/** What came of one attempt: the app's acknowledgement, or why there is none. */
export type Answer =
  | { readonly ok: true; readonly body: unknown }
  | { readonly ok: false; readonly error: DeliveryError; readonly noRetry?: boolean };

type DeliveryError = 'operation_timeout' | 'dispatch_failed' | 'http_client_error' | 'http_service_error';

/** A way to the app: a WebSocket that it opened, or its request URL. */
export interface Transport {
  readonly name: 'socket' | 'http';
  send(delivery: Delivery, retry: Retry | null): Promise<Answer>;
  /** Waits until the app is there to be sent something, and no longer than that. */
  connected?(withinMs: number, signal: AbortSignal): Promise<void>;
}

/** How long an app has to acknowledge anything. */
export const acknowledgeWithinMs = 3000;
