import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import { ArmError, type ErrorParts } from './arm-error.ts';
import { armDate, type Clock } from './clock.ts';
import { nestedIn } from './faults.ts';
import type { Json } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';

type Segment = 'operations' | 'capsOperations' | 'DiskOperations' | 'network' | 'group';

/** What a long-running operation is about, and what happens when it ends. */
type Plan = {
  readonly segment: Segment;
  readonly title: string;
  readonly resourceId: string;
  readonly subscriptionId: string;
  readonly location: string;
  /** How long it takes on the simulated clock; absent when something else ends it. */
  readonly durationMs?: number;
  /** Retry-After of the first answer, in Azure's own seconds; the recorded polls mostly have none. */
  readonly retryAfterSeconds?: number;
  readonly succeeded?: () => { readonly output?: Json; readonly result?: Json } | undefined;
  readonly failed?: (code: string, message: string) => void;
};

export type Operation = {
  readonly id: string;
  readonly plan: Plan;
  readonly startedAt: Date;
  readonly status: 'InProgress' | 'Succeeded' | 'Failed';
  /** The headers of the first answer; `polling: 'status-only'` is a PUT, which never has a Location. */
  headers(polling: 'both' | 'status-only'): Record<string, string>;
  succeed(result?: Json): void;
  fail(code: string, message: string, parts?: ErrorParts): void;
};

export type Operations = {
  begin(call: Call, plan: Plan): Operation;
  inFlight(resourceId: string): readonly Operation[];
  all(): readonly Operation[];
  /** The resource that an operation is about, or ''. */
  resourceOf(operationId: string): string;
  reset(): void;
  routes: readonly Route[];
};

const keptOperations = 2_000;

/** Keeps every long-running operation and answers its signed poll URLs, which must come back byte for byte. */
export function createOperations(clock: Clock): Operations {
  const key = randomBytes(32);
  const certificate = randomBytes(1932).toString('base64url').slice(0, 2575);
  const known = new Map<string, Operation & { poll(call: Call): Answer }>();

  function begin(call: Call, plan: Plan): Operation {
    const id = randomUUID();
    const startedAt = clock.date();
    const ticks = String(638_000_000_000_000_000n + BigInt(startedAt.getTime()) * 10_000n);
    const partition = randomUUID();
    let status: Operation['status'] = 'InProgress';
    let endedAt: Date | undefined;
    let error: ({ code: string; message: string } & ErrorParts) | undefined;
    let output: Json | undefined;
    let result: Json | undefined;

    const url = (monitor: boolean) => {
      const head = `${pollPath(plan, id, monitor)}?p=${partition}&api-version=${call.apiVersion}&t=${ticks}&c=${certificate}${monitor && !ownMonitor(plan.segment) ? '&monitor=true' : ''}`;
      return `${head}&s=${sign(key, head, 342)}&h=${sign(key, `${head}#`, 43)}`;
    };
    const retryAfter = (seconds: number | undefined): Record<string, string> => {
      const after = seconds === undefined ? null : clock.pollAfter(seconds);
      return after === null ? {} : { 'retry-after': after };
    };

    function end(next: 'Succeeded' | 'Failed'): boolean {
      if (status !== 'InProgress') return false;
      status = next;
      endedAt = clock.date();
      return true;
    }

    const operation = {
      id,
      plan,
      startedAt,
      get status() {
        return status;
      },
      headers: (polling: 'both' | 'status-only') => ({
        ...(plan.segment === 'group' ? {} : { 'azure-asyncoperation': `${call.origin}${url(false)}` }),
        ...(polling === 'both' ? { location: `${call.origin}${url(true)}` } : {}),
        ...(plan.segment === 'operations' || plan.segment === 'network'
          ? { 'azure-asyncnotification': 'Enabled' }
          : {}),
        ...retryAfter(plan.retryAfterSeconds),
      }),
      succeed(given?: Json) {
        if (!end('Succeeded')) return;
        const made = plan.succeeded?.();
        output = made?.output;
        result = given ?? made?.result;
      },
      fail(code: string, message: string, parts: ErrorParts = {}) {
        if (!end('Failed')) return;
        error = { code, message, ...parts };
        plan.failed?.(code, message);
      },
      poll(poll: Call): Answer {
        const monitor = poll.target === url(true);
        if (!monitor && poll.target !== url(false)) throw badPollUrl();
        if (monitor) {
          const again = plan.segment === 'group' ? retryAfter(plan.retryAfterSeconds) : {};
          if (status === 'InProgress')
            return { status: 202, headers: { location: `${call.origin}${url(true)}`, ...again } };
          if (error) throw new ArmError(409, error.code, error.message, error);
          return result === undefined ? { status: 200 } : { status: 200, body: result };
        }
        return {
          status: 200,
          body: {
            startTime: armDate(startedAt),
            ...(endedAt ? { endTime: armDate(endedAt) } : {}),
            status,
            ...(output === undefined ? {} : { properties: { output } }),
            ...(error === undefined ? {} : { error }),
            name: id,
          },
        };
      },
    };
    forgetOldest();
    known.set(id, operation);

    const fault = call.fault?.operation;
    const { durationMs } = plan;
    if (fault === 'fail') {
      const { code = 'InternalOperationError', message = 'An internal execution error occurred. Please retry later.' } =
        call.fault ?? {};
      clock.after(Math.min(durationMs ?? 10_000, 60_000), () =>
        operation.fail(code, message, call.fault ? nestedIn(call.fault) : {}),
      );
    } else if (fault !== 'hang' && durationMs !== undefined) {
      clock.after(durationMs, () => operation.succeed());
    }
    return operation;
  }

  /** Ended operations are not kept for ever. */
  function forgetOldest(): void {
    if (known.size < keptOperations) return;
    const ended = [...known.values()].filter(({ status }) => status !== 'InProgress');
    for (const { id } of ended.slice(0, keptOperations / 2)) known.delete(id);
  }

  function poll(call: Call): Answer {
    const operation = known.get(call.param('operation').toLowerCase());
    if (!operation) throw new ArmError(404, 'NotFound', `The entity was not found in this Azure location.`);
    return operation.poll(call);
  }

  const compute = '/subscriptions/:subscription/providers/Microsoft.Compute/locations/:location';
  const network = '/subscriptions/:subscription/providers/Microsoft.Network/locations/:location';
  const routes = [
    { method: 'GET', path: `${compute}/operations/:operation`, bucket: 'GetOperation', answer: poll },
    { method: 'GET', path: `${compute}/capsOperations/:operation`, bucket: 'GetOperationStatus', answer: poll },
    { method: 'GET', path: `${compute}/DiskOperations/:operation`, bucket: 'GetDiskOperation', answer: poll },
    { method: 'GET', path: `${network}/operations/:operation`, answer: poll },
    { method: 'GET', path: `${network}/operationResults/:operation`, answer: poll },
    { method: 'GET', path: '/subscriptions/:subscription/operationresults/:operation', answer: poll },
  ];

  return {
    begin,
    inFlight: resourceId =>
      [...known.values()].filter(
        ({ plan, status }) => status === 'InProgress' && plan.resourceId.toLowerCase() === resourceId.toLowerCase(),
      ),
    all: () => [...known.values()],
    resourceOf: id => known.get(id.toLowerCase())?.plan.resourceId ?? '',
    reset: () => known.clear(),
    routes,
  };
}

/** Where an operation is asked about; the network and the resource groups have another place for the result alone. */
function pollPath({ subscriptionId, location, segment }: Plan, id: string, monitor: boolean): string {
  const subscription = `/subscriptions/${subscriptionId}`;
  if (segment === 'group') return `${subscription}/operationresults/${id}`;
  if (segment === 'network')
    return `${subscription}/providers/Microsoft.Network/locations/${location}/${monitor ? 'operationResults' : 'operations'}/${id}`;
  return `${subscription}/providers/Microsoft.Compute/locations/${location}/${segment}/${id}`;
}

function ownMonitor(segment: Segment): boolean {
  return segment === 'group' || segment === 'network';
}

function sign(key: Buffer, text: string, length: number): string {
  const blocks = Array.from({ length: Math.ceil((length * 6) / 512) }, (_, index) =>
    createHmac('sha512', key).update(`${index}${text}`).digest(),
  );
  return Buffer.concat(blocks).toString('base64url').slice(0, length);
}

function badPollUrl(): ArmError {
  return new ArmError(
    400,
    'InvalidAsyncOperationUrl',
    'The signature of the operation URL is not valid. Send the URL of the Azure-AsyncOperation or Location header exactly as it was received.',
    { from: 'gateway' },
  );
}
