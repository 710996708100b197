import type { Message } from './model.ts';
import { viewOf } from './shapes.ts';
import type { Workspace } from './workspace.ts';
import { defaultUsergroups, team } from './world.ts';

/** Everything that can be seen in the workspace, as the control routes show it. */
export function stateOf(workspace: Workspace) {
  const channels = workspace.channels();
  return {
    team,
    users: workspace.users(),
    usergroups: defaultUsergroups.map(({ id, handle }) => ({ id, handle })),
    channels,
    messages: Object.fromEntries(
      channels.map(({ id }) => [id, workspace.messages(id).map(message => lineOf(workspace, id, message))]),
    ),
    views: workspace.views().map(open => ({ id: open.id, user: open.user, view: viewOf(open) })),
  };
}

/** A message as people see it: who, what, where it hangs, how many have answered, and to whom alone it is shown. */
export function lineOf(workspace: Workspace, channel: string, message: Message): Message & { reply_count?: number } {
  const { length } = workspace.replies(channel, message.ts);
  return length > 0 ? { ...message, reply_count: length } : message;
}
