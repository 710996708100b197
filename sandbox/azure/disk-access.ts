import { randomBytes, randomUUID } from 'node:crypto';
import { invalidParameter, notAllowed } from './arm-error.ts';
import type { Azure } from './context.ts';
import { merge, textAt } from './json.ts';
import type { Answer, Call, Route } from './routes.ts';
import type { StoredResource } from './world.ts';

type Access = {
  readonly path: string;
  readonly bucket: string;
  /** The disk or snapshot that the path names; 404 when there is none. */
  readonly need: (call: Call) => StoredResource;
};

/** Shared access signatures of disks and snapshots: given, and taken back. */
export function accessRoutes({ clock, operations }: Azure, { path, bucket, need }: Access): Route[] {
  function beginAccess(call: Call): Answer {
    const stored = need(call);
    const sent = call.object();
    const seconds = Number(sent.durationInSeconds ?? 0);
    if (!(seconds > 0))
      throw invalidParameter("Required parameter 'durationInSeconds' is missing (null).", 'durationInSeconds');
    if (textAt(stored.body, 'properties.diskState') === 'Attached')
      throw notAllowed(`Disk ${stored.name} is attached to a running VM: shared access is not possible.`);
    if (textAt(stored.body, 'properties.networkAccessPolicy') === 'DenyAll')
      throw notAllowed(`Access to disk ${stored.name} is denied by its network access policy.`);
    const until = new Date(clock.date().getTime() + seconds * 1000);
    const sas = `${call.origin}/_storage/md-${randomBytes(6).toString('hex')}/${stored.name}?sv=2018-03-28&sr=b&si=${randomUUID()}&sig=${randomBytes(32).toString('base64url')}`;
    const operation = operations.begin(call, {
      ...planOf(stored, `Grant access to ${stored.name}`),
      durationMs: 600,
      succeeded: () => {
        stored.sasUntil = until;
        stored.body = merge(stored.body, { properties: { diskState: 'ActiveSAS' } });
        return { output: { accessSAS: sas }, result: { accessSAS: sas } };
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  function endAccess(call: Call): Answer {
    const stored = need(call);
    const operation = operations.begin(call, {
      ...planOf(stored, `Revoke access to ${stored.name}`),
      durationMs: 400,
      succeeded: () => {
        stored.sasUntil = undefined;
        stored.body = merge(stored.body, { properties: { diskState: 'Unattached' } });
        return undefined;
      },
    });
    return { status: 202, headers: operation.headers('both') };
  }

  return [
    { method: 'POST', path: `${path}/beginGetAccess`, bucket, answer: beginAccess },
    { method: 'POST', path: `${path}/endGetAccess`, bucket, answer: endAccess },
  ];
}

function planOf(stored: StoredResource, title: string) {
  return {
    segment: 'DiskOperations',
    title,
    resourceId: stored.id,
    subscriptionId: stored.subscriptionId,
    location: stored.location,
  } as const;
}
