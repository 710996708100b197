import type { StepName } from '../../../../jobs/procedures/capture/step.ts';
import { type Plan, subjectName } from '../../../../jobs/record/plan.ts';
import type { Job, JobPlan, StepRecord } from '../../../../jobs/record/record.ts';

/** What the acts of a procedure are called, by their names, for a plan of it. */
export type StepTitles<P extends JobPlan = JobPlan> = Readonly<Record<string, TitleOf<P>['title']>>;

/** A method, so that the titles of every procedure fit in one table. */
interface TitleOf<P> {
  title(plan: P): string;
}

const count = (number: number, what: string): string => (number === 1 ? `a ${what}` : `${number} ${what}s`);

/** How many disks the copy has; a record that somebody else wrote may have none. */
const disksOf = ({ clone }: Plan): number => clone?.disks.length ?? 0;

/** What each act of a capture is called. */
export const captureTitles = {
  'create-clone-group': ({ clone }) => `Create the resource group ${clone?.group.name} for the copy`,
  'stop-source': ({ vm }) => `Stop ${vm.name} for its snapshots`,
  'take-snapshots': plan => `Take ${count(disksOf(plan), 'snapshot')} of the disks of ${plan.vm.name}`,
  'take-restore-point': ({ vm }) => `Take a restore point of ${vm.name}`,
  'start-source': ({ vm }) => `Start ${vm.name} again`,
  'copy-disks': plan =>
    `Make ${count(disksOf(plan), 'disk')} from ${plan.clone?.restorePoint || disksOf(plan) === 1 ? 'it' : 'them'}`,
  'isolate-clone': ({ clone }) =>
    `Prepare a network in which nothing reaches the copy${clone?.network ? '' : ', in the subnet of the settings'}`,
  'create-clone': plan => `Start the copy on ${disksOf(plan) === 1 ? 'that disk' : 'those disks'}`,
  'check-guest': plan => `Check ${subjectName(plan)} for what certification would refuse`,
  'deprovision-guest': plan => `Deprovision ${subjectName(plan)} and let it power off`,
  'sysprep-guest': plan => `Run sysprep in ${subjectName(plan)} and let it shut down`,
  'deallocate-vm': plan => `Stop and deallocate ${subjectName(plan)}`,
  'generalize-vm': plan => `Mark ${subjectName(plan)} as generalized`,
  'create-gallery': ({ target }) => `Create the gallery ${target.gallery}`,
  'create-definition': ({ target }) => `Create the image definition ${target.definition}`,
  'delete-failed-version': ({ target }) => `Delete the failed version ${target.definition} ${target.version}`,
  'create-version': ({ target, version }) =>
    `Create ${target.definition} ${target.version} and replicate it to ${version.regions.map(({ name }) => name).join(', ')}`,
  'grant-publisher': ({ target, partnerCenter }) =>
    `Give access to ${target.gallery}${partnerCenter ? ', and to Partner Center' : ''}`,
} as const satisfies { readonly [N in StepName]: (plan: Plan) => string };

/** What a step is called: as older records have it, else by its plan; its name, where nothing more is known of it. */
export function stepTitle(
  { plan }: Job,
  { name, title }: Pick<StepRecord, 'name' | 'title'>,
  titles: StepTitles = captureTitles as StepTitles<Plan>,
): string {
  const say = Object.hasOwn(titles, name) ? titles[name] : undefined;
  return title ?? (plan && say ? say(plan) : name);
}
