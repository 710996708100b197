import { z } from 'zod';
import { type Controls, controlRoutes } from '../chat/control.ts';
import type { Happening } from './model.ts';
import { viewOf } from './shapes.ts';
import { lineOf } from './state.ts';
import type { Workspace } from './workspace.ts';

const who = { user: z.string() };
const where = { ...who, channel: z.string() };
const element = { action_id: z.string(), block_id: z.string().exactOptional() };
const value = z.unknown().optional();
const twist = { change: z.record(z.string(), z.unknown()).exactOptional() };

const bodies = {
  message: z.strictObject({ ...where, text: z.string(), thread_ts: z.string().exactOptional(), ...twist }),
  edit: z.strictObject({ ...where, ts: z.string(), text: z.string() }),
  delete: z.strictObject({ ...where, ts: z.string() }),
  command: z.strictObject({
    ...where,
    command: z.string(),
    text: z.string().default(''),
    thread_ts: z.string().exactOptional(),
    ...twist,
  }),
  press: z.union([
    z.strictObject({ ...where, ts: z.string(), ...element, value, ...twist }),
    z.strictObject({ ...who, view: z.string(), ...element, value, ...twist }),
  ]),
  suggest: z.strictObject({ ...who, view: z.string(), ...element, value: z.string(), ...twist }),
  view: z.strictObject({
    ...who,
    view: z.string(),
    values: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
    ...twist,
  }),
  'view/close': z.strictObject({ ...who, view: z.string() }),
  channel: z.strictObject({
    name: z.string(),
    kind: z.enum(['public', 'private']).default('public'),
    members: z.array(z.string()),
  }),
  'channel/change': z.strictObject({
    channel: z.string(),
    members: z.array(z.string()).exactOptional(),
    archived: z.boolean().exactOptional(),
  }),
  redeliver: z.strictObject({
    count: z.int().min(1).max(10).default(1),
    kind: z.enum(['events_api', 'slash_commands', 'interactive']).exactOptional(),
  }),
  disconnect: z.strictObject({}),
  verify: z.strictObject({}),
};

type Bodies = { readonly [Path in keyof typeof bodies]: z.output<(typeof bodies)[Path]> };

/** What of a simulator the routes reach. */
interface SlackControls extends Controls {
  say(body: Bodies['message']): unknown;
  edit(body: Bodies['edit']): unknown;
  remove(body: Bodies['delete']): unknown;
  command(body: Bodies['command']): unknown;
  press(body: Bodies['press']): unknown;
  suggest(body: Bodies['suggest']): unknown;
  submit(body: Bodies['view']): unknown;
  closeView(body: Bodies['view/close']): unknown;
  createChannel(body: Bodies['channel']): unknown;
  changeChannel(body: Bodies['channel/change']): unknown;
  redeliver(body: Bodies['redeliver']): unknown;
  disconnect(): number;
  verifyRequestUrl(): Promise<boolean>;
}

/** The routes under /_simulator: what a page or a test does as a person, and what it may see and upset. */
export const slackControl = (simulator: SlackControls, workspace: Workspace) =>
  controlRoutes(
    bodies,
    {
      message: simulator.say,
      edit: simulator.edit,
      delete: simulator.remove,
      command: simulator.command,
      press: simulator.press,
      suggest: simulator.suggest,
      view: simulator.submit,
      'view/close': simulator.closeView,
      channel: simulator.createChannel,
      'channel/change': simulator.changeChannel,
      redeliver: simulator.redeliver,
      disconnect: () => ({ ok: true, connections: simulator.disconnect() }),
      verify: async () => ({ ok: await simulator.verifyRequestUrl() }),
    },
    simulator,
    tell => workspace.listen(happening => tell(happening.type, shown(happening, workspace))),
  );

function shown(happening: Happening, workspace: Workspace): unknown {
  if (happening.type === 'log') return happening.entry;
  if ('view' in happening) return { id: happening.view.id, user: happening.view.user, view: viewOf(happening.view) };
  const { channel, message } = happening;
  return { channel, message: lineOf(workspace, channel, message) };
}
