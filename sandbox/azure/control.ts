import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import type { Azure } from './context.ts';
import { same } from './context.ts';
import { type Faults, readFault } from './faults.ts';
import { boot } from './guests.ts';
import type { Json } from './json.ts';
import { snapshot } from './snapshot.ts';
import type { Traffic } from './traffic.ts';
import type { VirtualMachine } from './world.ts';

export type Control = {
  readonly azure: Azure;
  readonly faults: Faults;
  readonly traffic: Traffic;
  readonly reset: () => void;
};
export type ControlRequest = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly text: string;
};
type Reply = { readonly status: number; readonly body: Json };

const worldEventMs = 300;
const speedBody = z.strictObject({ speed: z.number().positive().max(100_000) });
const personBody = z.strictObject({
  vm: z.string(),
  does: z.enum(['deprovision', 'power-off', 'deallocate', 'start']),
});

/** Answers the routes under `/_simulator`, which are for people and tests, not for clients of Azure. */
export function answerControl(
  control: Control,
  asked: ControlRequest,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const route = `${asked.method} ${asked.path.replace(/^\/_simulator/, '').replace(/\/$/, '')}`;
  if (route === 'GET /events') stream(control, request, response);
  else if (route === 'GET /record') {
    const lines = control.traffic.pairs().map(pair => `${JSON.stringify(pair)}\n`);
    send(response, 200, 'application/x-ndjson', lines.join(''));
  } else {
    const { status, body } = replyTo(control, route, asked);
    send(response, status, 'application/json', JSON.stringify(body));
  }
}

function replyTo(control: Control, route: string, { query, text }: ControlRequest): Reply {
  const { azure, faults, traffic } = control;
  const body = parse(text);
  if (body === unreadable) return problems(400, ['the body is not JSON']);
  switch (route) {
    case 'GET /log':
      return ok([...traffic.entries(Number(query.get('after') ?? 0))]);
    case 'GET /world':
      return ok(snapshot(azure));
    case 'GET /faults':
      return ok(faults.list().map(fault => ({ ...fault })));
    case 'POST /faults':
      return addFault(control, body);
    case 'DELETE /faults':
      faults.clear();
      for (const { content } of azure.world.stored.values())
        if (content && 'behaviour' in content) content.behaviour = 'ok';
      for (const vm of azure.world.virtualMachines.values()) vm.disk.behaviour = 'ok';
      return ok({});
    case 'POST /speed': {
      const read = speedBody.safeParse(body);
      if (!read.success) return problems(400, issuesOf(read.error));
      azure.clock.setSpeed(read.data.speed);
      return ok({ speed: read.data.speed });
    }
    case 'POST /person':
      return act(azure, body);
    case 'POST /reset':
      control.reset();
      return ok({});
  }
  if (!route.startsWith('DELETE /faults/')) return problems(404, [`there is no ${route}`]);
  faults.clear(route.slice('DELETE /faults/'.length));
  return ok({});
}

function addFault({ azure, faults }: Control, body: unknown): Reply {
  const fault = readFault(body);
  if ('problems' in fault) return problems(400, fault.problems);
  if ('match' in fault) return { status: 201, body: { id: faults.add(fault).id } };
  const vm = findVm(azure, fault.vm);
  if (!vm) return problems(400, [`vm: there is no ${fault.vm}`]);
  vm.disk.behaviour = fault.guest;
  vm.disk.says = fault.says;
  return { status: 201, body: { id: `guest-${vm.name}` } };
}

/** What somebody does by hand, over SSH or in the portal. */
function act(azure: Azure, body: unknown): Reply {
  const read = personBody.safeParse(body);
  if (!read.success) return problems(400, issuesOf(read.error));
  const { vm: name, does } = read.data;
  const vm = findVm(azure, name);
  if (!vm) return problems(400, [`vm: there is no ${name}`]);
  if (does === 'start') boot(vm, azure.clock.date());
  else {
    if (does === 'deprovision') vm.disk.guest = 'deprovisioned';
    vm.power = does === 'deallocate' ? 'deallocated' : 'stopped';
  }
  return ok({ powerState: vm.power, guest: vm.disk.guest });
}

/** Sends each log entry as it comes, and the world whenever it has changed. */
function stream({ azure, traffic }: Control, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, {
    'content-type': 'text/event-stream',
    'cache-control': 'no-cache',
    'access-control-allow-origin': '*',
  });
  const emit = (event: string, data: Json) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
  let last = '';
  const look = () => {
    azure.clock.settle();
    const world = snapshot(azure);
    const shape = JSON.stringify({ ...world, now: '' });
    if (shape === last) return;
    last = shape;
    emit('world', world);
  };
  look();
  const timer = setInterval(look, worldEventMs);
  timer.unref();
  const stop = traffic.onEntry(entry => emit('log', { ...entry }));
  response.on('close', () => {
    clearInterval(timer);
    stop();
  });
  request.resume();
}

function findVm({ world }: Azure, name: string): VirtualMachine | undefined {
  return [...world.virtualMachines.values()].find(vm => same(vm.name, name) || same(vm.id, name));
}

function ok(body: Json): Reply {
  return { status: 200, body };
}

function problems(status: number, list: readonly string[]): Reply {
  return { status, body: { problems: list } };
}

function issuesOf(error: z.ZodError): string[] {
  return error.issues.map(issue => `${issue.path.join('.') || 'the body'}: ${issue.message}`);
}

const unreadable = Symbol('unreadable');

function parse(text: string): unknown {
  if (text.trim() === '') return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (cause instanceof SyntaxError) return unreadable;
    throw cause;
  }
}

function send(response: ServerResponse, status: number, type: string, text: string): void {
  response.writeHead(status, { 'content-type': type, 'access-control-allow-origin': '*' }).end(text);
}
