import { sandboxSettings } from '../../sandbox/settings.ts';

/** Looks so often that no test waits for a look. */
export const quickSettings = sandboxSettings
  .replace(/^ {2}(vm|version|gallery|edit)Seconds: .*$/gm, '  $1Seconds: 0.1')
  .replace(/^ {2}azureShare: .*$/m, '  azureShare: 500\n  chatShare: 500');
