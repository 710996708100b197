import { azureState } from '../../../record/progress.ts';
import { failed, isFreeFor, nothingToFollow, type Observation } from '../../step.ts';
import { misfits } from '../checks/definition-fits.ts';
import type { CaptureAct, CaptureContext } from '../step.ts';
import { stepReason } from '../step-reasons.ts';

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
  applies: plan => !plan.definitionExists,
  async observe(context) {
    const { azure, plan } = context;
    const found = await azure.findDefinition(plan.target);
    const [misfit] = found ? misfits(plan.target.definition, found, plan.vm) : [];
    return misfit
      ? failed(stepReason('definition-taken', { ...misfit.facts, misfit: misfit.code }))
      : settled(context, 'definition', found);
  },
  start: async ({ azure, plan, captureId, settings: { tags } }) =>
    isFreeFor(captureId, await azure.findDefinition(plan.target))
      ? azure.createDefinition(plan.target, plan.definition, { captureId, tags })
      : nothingToFollow,
};

/** What Azure could not create for this capture is asked for once more, at the next attempt, over what it left behind. */
function settled(
  { captureId, step }: CaptureContext,
  what: 'gallery' | 'definition',
  found: { readonly provisioningState: string; readonly captureId?: string | null } | null,
): Observation {
  if (!found) return 'todo';
  switch (found.provisioningState) {
    case 'Succeeded':
      return 'done';
    case 'Failed':
      if (found.captureId !== captureId) return failed(stepReason('gallery-taken', { what }, 'name-taken'));
      if (step.attempt > 1 && !step.phase) return 'todo';
      return { failed: stepReason('gallery-failed', { what }, 'create-failed'), askWhy: true };
    default:
      return { busy: azureState(found.provisioningState) };
  }
}
