import { failed, isFreeFor, nothingToFollow, type Observation } from '../../step.ts';
import { misfits } from '../checks/definition-fits.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';

const galleryAct = {
  kind: 'act',
  deadlineMs: settings => settings.timeouts.galleryMinutes * 60_000,
  pollIntervalMs: settings => settings.pace.gallerySeconds * 1000,
} as const satisfies Partial<CaptureAct>;

/** Creates the gallery that was named, where there is none. */
export const createGallery: CaptureAct = {
  ...galleryAct,
  name: 'create-gallery',
  typicalMinutes: [0, 1],
  title: ({ target }) => `Create the gallery ${target.gallery}`,
  applies: plan => !plan.galleryExists,
  observe: async context => settled(context, 'gallery', await context.azure.findGallery(context.plan.target)),
  // A gallery's PUT takes no If-None-Match: one that came since the look would be written over.
  start: async ({ azure, plan, captureId, settings: { tags } }) =>
    isFreeFor(captureId, await azure.findGallery(plan.target))
      ? azure.createGallery(plan.target, { location: plan.galleryLocation, captureId, tags })
      : nothingToFollow,
};

/** Creates the image definition that was named, with everything that the VM is said explicitly. */
export const createDefinition: CaptureAct = {
  ...galleryAct,
  name: 'create-definition',
  typicalMinutes: [0, 1],
  title: ({ target }) => `Create the image definition ${target.definition}`,
  applies: plan => !plan.definitionExists,
  async observe(context) {
    const { azure, plan } = context;
    const found = await azure.findDefinition(plan.target);
    const [misfit] = found ? misfits(plan.target.definition, found, plan.vm) : [];
    return misfit
      ? failed(
          'definition-taken',
          `Somebody has created ${plan.target.definition} in the meantime, and it does not fit. ${misfit.reason}`,
          'Abandon this capture and ask again with another definition: definition=name. If there is none of that name, I create one that fits.',
        )
      : settled(context, 'image definition', found);
  },
  start: async ({ azure, plan, captureId, settings: { tags } }) =>
    isFreeFor(captureId, await azure.findDefinition(plan.target))
      ? azure.createDefinition(plan.target, plan.definition, { captureId, tags })
      : nothingToFollow,
};

/** What Azure could not create for this capture is asked for once more, at the next attempt, over what it left behind. */
function settled(
  { captureId, step }: CaptureContext,
  what: string,
  found: { readonly provisioningState: string; readonly captureId?: string | null } | null,
): Observation {
  if (!found) return 'todo';
  switch (found.provisioningState) {
    case 'Succeeded':
      return 'done';
    case 'Failed':
      if (found.captureId !== captureId)
        return failed(
          'name-taken',
          `Somebody else’s ${what} of that name is there by now, in the state Failed.`,
          `Have it deleted, then press Retry; or abandon this capture and ask again with another name.`,
        );
      if (step.attempt > 1 && !step.phase) return 'todo';
      return {
        failed: {
          code: 'create-failed',
          reason: `Azure could not create the ${what}.`,
          remedy: 'Press Retry: I ask for it again.',
        },
        askWhy: true,
      };
    default:
      return { busy: found.provisioningState.toLowerCase() };
  }
}
