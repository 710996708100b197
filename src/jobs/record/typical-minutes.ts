/** From so many minutes to so many. */
export type Minutes = readonly [least: number, most: number];

// Recorded calls of azure-cli and the .NET SDK: disks and snapshots take seconds, deallocate 18 s (at most 5 min), a version in
// one region 7 min at the median. Users of Packer, Terraform and Ansible report 15 to 60 min and more for a version. Sysprep is
// given 10 min by Microsoft's own end-to-end tests.
const typical: Readonly<Record<string, Minutes>> = {
  'create-clone-group': [0, 1],
  'stop-source': [1, 5],
  'take-snapshots': [1, 10],
  'take-restore-point': [1, 15],
  'start-source': [1, 3],
  'copy-disks': [1, 10],
  'isolate-clone': [0, 1],
  'create-clone': [2, 10],
  'check-guest': [1, 3],
  'deprovision-guest': [1, 3],
  'sysprep-guest': [4, 10],
  'deallocate-vm': [1, 5],
  'generalize-vm': [0, 1],
  'delete-failed-version': [1, 5],
  'create-version': [7, 60],
  'grant-publisher': [0, 2],
};

const unknown: Minutes = [0, 1];

/** How long these steps take one after the other, as a rule. */
export function minutesOf(steps: readonly string[]): Minutes {
  const each = steps.map(name => typical[name] ?? unknown);
  return [sum(each.map(([least]) => least)), sum(each.map(([, most]) => most))];
}

/** How long a step takes at the least, as a rule. */
export const leastMinutesOf = (step: string): number => (typical[step] ?? unknown)[0];

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
