import { sandboxSettings } from '../sandbox/settings.ts';

/** How many times faster than real the simulated Azure is. */
export const azureSpeed = 4000;

/** How many times faster the minutes of the chats' rate limits go by. */
export const chatSpeed = 60;

/**
 * The `capture-image.yaml` of a campaign: it looks often, takes over quickly from whoever is silent, and gives a step up after
 * seconds, since the simulated Azure is some thousand times faster than the real one.
 */
export const chaosSettings = settingsWith(`timeouts:
  checkMinutes: 0.1
  guestMinutes: 0.1
  manualGuestMinutes: 5
  cloneMinutes: 0.12
  deallocateMinutes: 0.12
  versionMinutes: 0.15
  galleryMinutes: 0.12
  grantMinutes: 0.12
`);

/** The same, for seeds in which no step is ever given up: however slow this machine is, only what goes wrong goes wrong. */
export const patientSettings = settingsWith(`timeouts:
${['check', 'guest', 'manualGuest', 'clone', 'deallocate', 'version', 'gallery', 'grant'].map(step => `  ${step}Minutes: 30\n`).join('')}`);

function settingsWith(timeouts: string): string {
  return `${sandboxSettings.replace(/^pace:[\s\S]*$/m, '')}pace:
  vmSeconds: 0.3
  versionSeconds: 0.3
  gallerySeconds: 0.1
  editSeconds: 0.3
  azureShare: ${azureSpeed}
  chatShare: ${chatSpeed}
  inventorySeconds: 3600
  lockSeconds: 1
mirror:
  - { to: teams-images, vms: ['*-04', '*-08'] }
  - { to: slack-images, vms: ['*-05', '*-06'] }
${timeouts}`;
}
