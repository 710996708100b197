import type { Definition } from '../../../azure/azure.ts';
import type { Warning } from '../../record/warnings.ts';
import type { Survey } from './survey.ts';

/** What a new definition is to be: one that the VM fits, under an identifier that no other definition of its gallery has. */
export function newDefinition(survey: Survey, location: string): Definition {
  const { vm } = survey;
  return {
    location,
    osType: vm.osType,
    osState: 'Generalized',
    generation: vm.generation,
    architecture: vm.architecture,
    securityType: vm.securityType,
    diskControllers: vm.diskController === 'NVMe' ? ['SCSI', 'NVMe'] : ['SCSI'],
    purchasePlan: vm.purchasePlan,
    identifier: freeIdentifier(survey),
  };
}

/** A warning where the identifier that a new definition would have is another one's, so that it gets the next. */
export function skuTaken(survey: Survey): readonly Warning[] {
  const wanted = identifierOf(survey, '');
  const holder = survey.definition ? undefined : holderOf(survey, wanted);
  if (!holder) return [];
  const { sku } = freeIdentifier(survey);
  const identifier = `${wanted.publisher}/${wanted.offer}/${wanted.sku}`;
  return [{ code: 'sku-taken', facts: { holder: holder.name, identifier, sku } }];
}

type Identifier = Definition['identifier'];

function freeIdentifier(survey: Survey): Identifier {
  for (let number = 1; ; number += 1) {
    const identifier = identifierOf(survey, number === 1 ? '' : `-${number}`);
    if (!holderOf(survey, identifier)) return identifier;
  }
}

const longest = 64;

function identifierOf({ target, settings }: Survey, ending: string): Identifier {
  const short = (text: string) => text.slice(0, longest - ending.length).replace(/\.+$/, '');
  return {
    publisher: settings.identifier?.publisher ?? target.gallery,
    offer: settings.identifier?.offer ?? target.gallery.slice(0, longest).replace(/\.+$/, ''),
    sku: `${short(target.definition)}${ending}`,
  };
}

const holderOf = ({ preflight }: Survey, wanted: Identifier) =>
  preflight.definitions.find(({ identifier }) => keyOf(identifier) === keyOf(wanted));

const keyOf = ({ publisher, offer, sku }: Identifier): string => [publisher, offer, sku].join('/').toLowerCase();
