import type { GalleryImage } from '@azure/arm-compute';
import type { Azure, Definition, DefinitionListing, Gallery } from './azure.ts';
import { type ArmClients, begin } from './clients.ts';
import { asking, finding } from './errors.ts';
import { captureTag, lastingTags, tagOf } from './tags.ts';

type Verbs = Pick<
  Azure,
  'listGalleries' | 'listDefinitions' | 'findGallery' | 'createGallery' | 'findDefinition' | 'createDefinition'
>;

/** The galleries' and image definitions' part of the door. */
export function galleries({ compute }: ArmClients): Verbs {
  return {
    listGalleries: subscriptionId =>
      asking(async () => {
        const found: Gallery[] = [];
        for await (const { id, name, location, provisioningState } of compute(subscriptionId).galleries.list()) {
          const resourceGroup = /\/resourceGroups\/([^/]+)\//i.exec(id ?? '')?.[1];
          if (resourceGroup && name)
            found.push({
              subscriptionId,
              resourceGroup,
              gallery: name,
              location,
              provisioningState: provisioningState ?? '',
            });
        }
        return found;
      }),

    listDefinitions: ref =>
      asking(async () => {
        const found: DefinitionListing[] = [];
        for await (const { name, identifier } of compute(ref.subscriptionId).galleryImages.listByGallery(
          ref.resourceGroup,
          ref.gallery,
        ))
          if (name) found.push({ name, identifier: toIdentifier(identifier) });
        return found;
      }),

    findGallery: ref =>
      finding(async () => {
        const found = await compute(ref.subscriptionId).galleries.get(ref.resourceGroup, ref.gallery);
        return {
          ...ref,
          gallery: found.name ?? ref.gallery,
          location: found.location,
          provisioningState: found.provisioningState ?? '',
          captureId: tagOf(found.tags, captureTag),
        };
      }),

    createGallery: (ref, { location, ...marks }) =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).galleries.createOrUpdate(
            ref.resourceGroup,
            ref.gallery,
            { location, tags: lastingTags(marks) },
            { onResponse },
          ),
        ),
      ),

    findDefinition: ref =>
      finding(async () => {
        const found = await compute(ref.subscriptionId).galleryImages.get(
          ref.resourceGroup,
          ref.gallery,
          ref.definition,
        );
        return {
          ...toDefinition(found),
          provisioningState: found.provisioningState ?? '',
          captureId: tagOf(found.tags, captureTag),
        };
      }),

    createDefinition: (ref, definition, marks) =>
      asking(() =>
        begin(onResponse =>
          compute(ref.subscriptionId).galleryImages.createOrUpdate(
            ref.resourceGroup,
            ref.gallery,
            ref.definition,
            { ...fromDefinition(definition), tags: lastingTags(marks) },
            { onResponse },
          ),
        ),
      ),
  };
}

/** Azure's feature names, of which a definition carries those that are not the default of its time. */
function toDefinition(image: GalleryImage): Definition {
  const feature = (name: string) =>
    image.features?.find(entry => entry.name?.toLowerCase() === name.toLowerCase())?.value;
  const { identifier, purchasePlan } = image;
  return {
    location: image.location,
    osType: image.osType === 'Windows' ? 'Windows' : 'Linux',
    osState: image.osState === 'Specialized' ? 'Specialized' : 'Generalized',
    generation: image.hyperVGeneration === 'V2' ? 'V2' : 'V1',
    architecture: image.architecture === 'Arm64' ? 'Arm64' : 'x64',
    securityType: feature('SecurityType') ?? 'Standard',
    diskControllers: (feature('DiskControllerTypes') ?? 'SCSI').split(',').map(type => type.trim()),
    purchasePlan:
      purchasePlan?.name && purchasePlan.publisher && purchasePlan.product
        ? { name: purchasePlan.name, publisher: purchasePlan.publisher, product: purchasePlan.product }
        : null,
    identifier: toIdentifier(identifier),
  };
}

function toIdentifier(identifier: GalleryImage['identifier']): Definition['identifier'] {
  return { publisher: identifier?.publisher ?? '', offer: identifier?.offer ?? '', sku: identifier?.sku ?? '' };
}

/** Everything is said explicitly: what is left out, newer api-versions fill in with defaults that do not fit every VM. */
function fromDefinition(definition: Definition): GalleryImage {
  const { location, osType, osState, architecture, identifier, purchasePlan } = definition;
  return {
    location,
    osType,
    osState,
    architecture,
    identifier,
    hyperVGeneration: definition.generation,
    features: [
      { name: 'SecurityType', value: definition.securityType },
      { name: 'DiskControllerTypes', value: definition.diskControllers.join(', ') },
    ],
    ...(purchasePlan ? { purchasePlan } : {}),
  };
}
