import { z } from 'zod';
import type { Azure, Listed, TemporaryKind } from './azure.ts';
import { asking, finding } from './errors.ts';
import { listAll, type Rest } from './rest.ts';
import { captureTag, expiryTag, readMarks, tagOf, tagsOf } from './tags.ts';

type Verbs = Pick<Azure, 'createGroup' | 'findTemporary' | 'deleteTemporary' | 'listGroup' | 'listMarked'>;

const groupApi = '2022-09-01';
const computeApi = '2026-04-01';
const diskApi = '2026-03-02';
const networkApi = '2024-05-01';

/** All kinds are read and deleted in the same way, each at its own version of Azure's interface. */
const apiOf = {
  group: groupApi,
  snapshot: diskApi,
  disk: diskApi,
  'restore-point-collection': computeApi,
  'restore-point': computeApi,
  vm: computeApi,
  'security-group': networkApi,
  network: networkApi,
  nic: networkApi,
} as const satisfies Record<TemporaryKind, string>;

const tags = z.record(z.string(), z.string()).nullish();
const percent = z.number().nullish();
const temporary = z.object({
  id: z.string(),
  tags,
  properties: z.object({
    provisioningState: z.string().nullish(),
    completionPercent: percent,
    instanceView: z
      .object({
        diskRestorePoints: z
          .array(z.object({ replicationStatus: z.object({ completionPercent: percent }).nullish() }))
          .nullish(),
      })
      .nullish(),
  }),
});
const listed = z.object({ id: z.string(), tags });

/** The part of the door for what a clone is made of: making its group, finding, listing and deleting. */
export function temporaries(rest: Rest): Verbs {
  const find = (kind: TemporaryKind, id: string) =>
    finding(async () => {
      const view = kind === 'restore-point' ? '&$expand=instanceView' : '';
      const { body } = await rest('GET', `${id}?api-version=${apiOf[kind]}${view}`);
      return temporary.parse(body);
    });

  return {
    createGroup: (id, { location, ...marks }) =>
      asking(async () => {
        const body = { location, tags: tagsOf(marks) };
        return (await rest('PUT', `${id}?api-version=${groupApi}`, { body })).started;
      }),

    findTemporary: async (kind, id) => {
      const found = await find(kind, id);
      if (!found) return null;
      // A restore point has no tags: it belongs to whom its collection belongs to.
      const owner = kind === 'restore-point' ? await find('restore-point-collection', collectionOf(id)) : found;
      return {
        id: found.id,
        provisioningState: found.properties.provisioningState ?? 'Unknown',
        ...readMarks(owner?.tags),
        percent: percentOf(found),
      };
    },

    deleteTemporary: (kind, id) =>
      asking(async () => (await rest('DELETE', `${id}?api-version=${apiOf[kind]}`)).started),

    listGroup: (subscriptionId, resourceGroup) =>
      finding(async () => {
        const group = `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}`;
        return (await listAll(rest, `${group}/resources?api-version=${groupApi}`, listed)).map(toListed);
      }),

    // Azure's filter by tag leaves the tags out of its answer, so that everything is read and chosen here.
    listMarked: subscriptionId =>
      asking(async () => {
        const subscription = `/subscriptions/${subscriptionId}`;
        const groups = await listAll(rest, `${subscription}/resourceGroups?api-version=${groupApi}`, listed);
        const resources = await listAll(rest, `${subscription}/resources?api-version=${groupApi}`, listed);
        return [...groups, ...resources].filter(one => tagOf(one.tags, expiryTag) !== null).map(toListed);
      }),
  };
}

const toListed = ({ id, tags: its }: z.infer<typeof listed>): Listed => ({ id, captureId: tagOf(its, captureTag) });

const collectionOf = (restorePointId: string): string => restorePointId.replace(/\/restorePoints\/[^/]+$/i, '');

/** Of several disks the one that is furthest behind. */
function percentOf({ properties }: z.infer<typeof temporary>): number | null {
  const disks = properties.instanceView?.diskRestorePoints?.flatMap(
    one => one.replicationStatus?.completionPercent ?? [],
  );
  return disks?.length ? Math.min(...disks) : (properties.completionPercent ?? null);
}
