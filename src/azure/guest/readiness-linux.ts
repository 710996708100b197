import { accessRules } from './readiness-linux-access.ts';
import { osDiskRules } from './readiness-linux-disk.ts';
import { peopleRules } from './readiness-linux-people.ts';
import { programRules } from './readiness-linux-programs.ts';
import { systemRules } from './readiness-linux-system.ts';
import type { Rule } from './readiness-rule.ts';

/** What linux-checks.sh looks at. */
export const linuxRules: readonly Rule[] = [
  ...systemRules,
  ...osDiskRules,
  ...programRules,
  ...peopleRules,
  ...accessRules,
];
