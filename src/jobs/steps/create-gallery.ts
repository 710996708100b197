import { misfits } from '../checks/definition-fits.ts';
import { type Act, failed, type Look } from '../step.ts';

const galleryAct = {
  kind: 'act',
  irreversible: false,
  deadlineMs: settings => settings.timeouts.galleryMinutes * 60_000,
  paceMs: settings => settings.pace.gallerySeconds * 1000,
} as const satisfies Partial<Act>;

/** Creates the gallery that was named, where there is none. */
export const createGallery: Act = {
  ...galleryAct,
  name: 'create-gallery',
  title: ({ target }) => `Create the gallery ${target.gallery}`,
  applies: plan => !plan.galleryExists,
  look: async ({ azure, plan }) => settled('gallery', await azure.findGallery(plan.target)),
  start: ({ azure, plan }) => azure.createGallery(plan.target, { location: plan.galleryLocation }),
};

/** Creates the image definition that was named, with everything that the VM is said explicitly. */
export const createDefinition: Act = {
  ...galleryAct,
  name: 'create-definition',
  title: ({ target }) => `Create the image definition ${target.definition}`,
  applies: plan => !plan.definitionExists,
  async look({ azure, plan }) {
    const found = await azure.findDefinition(plan.target);
    const [misfit] = found ? misfits(plan.target.definition, found, plan.vm) : [];
    return misfit
      ? failed(
          'definition-taken',
          `Somebody has created ${plan.target.definition} in the meantime. ${misfit.reason}`,
          misfit.remedy,
        )
      : settled('image definition', found);
  },
  start: ({ azure, plan }) => azure.createDefinition(plan.target, plan.definition),
};

function settled(what: string, found: { readonly provisioningState: string } | null): Look {
  if (!found) return 'todo';
  if (found.provisioningState === 'Succeeded') return 'done';
  if (found.provisioningState === 'Failed')
    return failed(
      'create-failed',
      `Azure could not create the ${what}.`,
      `Delete the failed ${what} in the portal, then press Retry.`,
    );
  return { busy: found.provisioningState.toLowerCase() };
}
