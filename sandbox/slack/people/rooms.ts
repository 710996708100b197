import { CannotDo } from '../../chat/cannot-do.ts';
import type { Channel } from '../model.ts';
import type { Workspace } from '../workspace.ts';

/** Makes channels, and changes who is in them and whether they are archived. */
export function createRooms(workspace: Workspace) {
  return {
    create({ name, kind, members }: Pick<Channel, 'name' | 'kind' | 'members'>): { id: string } {
      const id = `C0${name.replace(/[^a-z0-9]/gi, '').toUpperCase()}`;
      if (workspace.findChannel(name) || workspace.findChannel(id))
        throw new CannotDo('name_taken', `There is a channel ${name} already.`);
      return { id: workspace.putChannel({ id, name, kind, members }).id };
    },
    /** Invites, removes or archives. */
    change(changed: { channel: string } & Partial<Pick<Channel, 'members' | 'archived'>>): void {
      const { channel: name, ...change } = changed;
      const channel = workspace.findChannel(name);
      if (!channel) throw new CannotDo('channel_not_found', `There is no channel ${name}.`);
      workspace.putChannel({ ...channel, ...change });
    },
  };
}
