import { z } from 'zod';
import { type Controls, controlRoutes } from '../chat/control.ts';
import { forgeries } from './sign-in.ts';
import type { Workspace } from './workspace.ts';
import { permissions } from './world.ts';

const twist = { forgery: z.enum(forgeries).exactOptional(), change: z.record(z.string(), z.unknown()).exactOptional() };
const message = { user: z.string(), message: z.string() };

const bodies = {
  message: z.strictObject({
    user: z.string(),
    conversation: z.string(),
    text: z.string(),
    thread: z.string().exactOptional(),
    ...twist,
  }),
  edit: z.strictObject({ ...message, text: z.string(), ...twist }),
  press: z.strictObject({
    ...message,
    action: z.string().exactOptional(),
    verb: z.string().exactOptional(),
    title: z.string().exactOptional(),
    inputs: z.record(z.string(), z.string()).exactOptional(),
    seenBy: z.string().exactOptional(),
    old: z.boolean().exactOptional(),
    ...twist,
  }),
  view: z.strictObject(message),
  search: z.strictObject({ ...message, dataset: z.string(), text: z.string(), ...twist }),
  grant: z.strictObject({ permission: z.enum(permissions) }),
  leave: z.strictObject({ conversation: z.string() }),
  redeliver: z.strictObject({}),
};

type Bodies = { readonly [Path in keyof typeof bodies]: z.output<(typeof bodies)[Path]> };

/** What of a simulator the routes reach. */
interface TeamsControls extends Controls {
  say(body: Bodies['message']): unknown;
  edit(body: Bodies['edit']): unknown;
  press(body: Bodies['press']): unknown;
  view(body: Bodies['view']): Promise<unknown>;
  search(body: Bodies['search']): unknown;
  grant(permission: Bodies['grant']['permission']): unknown;
  leave(conversation: string): unknown;
  redeliver(body: Bodies['redeliver']): unknown;
}

/** The routes under /_simulator: what a page or a test does as a person, and what it may see and upset. */
export const teamsControl = (simulator: TeamsControls, workspace: Workspace) =>
  controlRoutes(
    bodies,
    {
      message: simulator.say,
      edit: simulator.edit,
      press: simulator.press,
      view: async body => ({ card: await simulator.view(body) }),
      search: simulator.search,
      grant: ({ permission }) => simulator.grant(permission),
      leave: ({ conversation }) => simulator.leave(conversation),
      redeliver: simulator.redeliver,
    },
    simulator,
    tell =>
      workspace.listen(happening =>
        tell(happening.type, happening.type === 'log' ? happening.entry : happening.message),
      ),
  );
