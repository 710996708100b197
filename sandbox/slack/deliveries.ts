import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../chat/log.ts';
import type { Faults } from './faults.ts';
import type { Answer, Delivery, Retry, Transport } from './transport.ts';

/** After how long an event that was not acknowledged comes again. */
const retryAfterMs = [0, 60_000, 300_000] as const;

const socketReasons = { operation_timeout: 'timeout', dispatch_failed: 'connection_failed' } as const;
const httpReasons = {
  operation_timeout: 'http_timeout',
  dispatch_failed: 'connection_failed',
  http_client_error: 'http_error',
  http_service_error: 'http_error',
} as const;

/** What brings things to the app. */
export type Deliveries = ReturnType<typeof createDeliveries>;

/** Brings what happens to the app: once for what a person waits for, up to four times for events. */
export function createDeliveries({
  transport,
  faults,
  log,
  speed,
}: {
  transport: Transport;
  faults: Faults;
  log: Log;
  speed: number;
}) {
  let stop = new AbortController();
  let latest: Delivery[] = [];

  async function attempt(delivery: Delivery, retry: Retry | null): Promise<Answer> {
    const startedMs = performance.now();
    const answer = await meetFault(delivery, retry);
    const outcome = answer.ok ? 'acknowledged' : answer.error;
    const ms = Math.round(performance.now() - startedMs);
    log.add({
      kind: 'delivery',
      over: transport.name,
      type: delivery.kind,
      outcome,
      ms,
      retry,
      payload: delivery.payload,
      answer: answer.ok ? answer.body : null,
    });
    return answer;
  }

  async function meetFault(delivery: Delivery, retry: Retry | null): Promise<Answer> {
    const fault = delivery.echo ? null : faults.take('delivery', `delivery:${delivery.kind}`);
    if (fault?.delayMs) await sleep(fault.delayMs, undefined, { signal: stop.signal });
    if (fault?.drop === 'before') return { ok: false, error: 'operation_timeout' };
    const answer = await transport.send(delivery, retry);
    return fault?.drop === 'after' ? { ok: false, error: 'operation_timeout' } : answer;
  }

  function reasonOf(answer: Answer): string {
    const reasons: Record<string, string> = transport.name === 'socket' ? socketReasons : httpReasons;
    return (answer.ok ? undefined : reasons[answer.error]) ?? 'unknown_error';
  }

  async function insist(delivery: Delivery, signal: AbortSignal): Promise<void> {
    let answer = await attempt(delivery, null);
    for (const [index, waitMs] of retryAfterMs.entries()) {
      if (answer.ok || answer.noRetry) return;
      await sleep(waitMs / speed, undefined, { signal });
      await transport.connected?.(waitMs - waitMs / speed, signal); // no app comes back faster because Slack's clock runs faster
      answer = await attempt(delivery, { num: index + 1, reason: reasonOf(answer) });
    }
  }

  const remember = (delivery: Delivery) => {
    latest = [...latest.slice(-49), delivery];
  };

  return {
    /** Delivers what a person is waiting for, and answers with the acknowledgement. */
    async ask(delivery: Delivery): Promise<Answer> {
      remember(delivery);
      return await attempt(delivery, null);
    },
    /** Delivers an event in the background, again and again until it is acknowledged. */
    announce(delivery: Delivery): void {
      if (!delivery.echo) remember(delivery);
      const { signal } = stop;
      insist(delivery, signal).catch(error => {
        if (!signal.aborted) throw error;
      });
    },
    /** Sends the last thing that a person did (of a kind) again, as Slack's retries do. */
    async redeliver({ count = 1, kind }: { count?: number; kind?: Delivery['kind'] }): Promise<readonly Answer[]> {
      const last = latest.findLast(delivery => (kind ? delivery.kind === kind : true));
      if (!last) return [];
      const reason = transport.name === 'socket' ? 'timeout' : 'http_timeout';
      const again = Array.from({ length: count }, (_, index) => attempt(last, { num: index + 1, reason }));
      return await Promise.all(again);
    },
    /** Forgets what was delivered and gives up what is still to come again. */
    forget(): void {
      latest = [];
      stop.abort();
      stop = new AbortController();
    },
    close: () => stop.abort(),
  };
}
