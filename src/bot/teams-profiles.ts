import { z } from 'zod';
import type { Person } from '../jobs/request.ts';
import { ChatError, type Profile } from './chat.ts';
import { keeping } from './keeping.ts';

const memberSchema = z.looseObject({
  aadObjectId: z.string().optional(),
  objectId: z.string().optional(),
  email: z.string().optional(),
  userRole: z.string().optional(),
  tenantId: z.string().optional(),
});

/** Who people are for a policy: asked of Teams in a conversation that they are in, and kept for a minute. */
export function teamsProfiles(
  ask: (who: Pick<Person, 'workspace' | 'id'>) => Promise<unknown>,
  now: () => number = Date.now,
) {
  const members = keeping(now, async (key: string) => {
    const [workspace = '', id = ''] = key.split(' ');
    return memberSchema.parse(await ask({ workspace, id }));
  });

  return async (person: Person, groups: readonly string[]): Promise<Profile> => {
    // Teams tells a bot of no group, and to be in none is not the same as not to know.
    if (groups.length > 0) throw new ChatError('groups_unknown', { passing: false, unsure: false });
    const { aadObjectId, objectId, email, userRole, tenantId } = await members(`${person.workspace} ${person.id}`);
    const isThey = (aadObjectId ?? objectId)?.toLowerCase() === person.id.toLowerCase();
    const isHere = isThey && tenantId === person.workspace;
    const role = userRole?.toLowerCase();
    return {
      standing: !isHere ? 'stranger' : role === 'user' ? 'member' : role === 'guest' ? 'guest' : 'stranger',
      refs: [`entra:${person.id}`, ...(isHere && email ? [`mail:${email}`] : [])].map(ref => ref.toLowerCase()),
    };
  };
}
