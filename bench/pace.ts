import { printTable } from './support/numbers.ts';
import { secondsOfCapture, shippedSettings } from './support/whole-capture.ts';

/** Looks all the time, at an Azure that lets everything through: what is left is Azure's own time. */
const eager = `${shippedSettings}pace: { azureShare: 100000, vmSeconds: 0.05, versionSeconds: 0.05, gallerySeconds: 0.05, editSeconds: 3 }\n`;

/** One capture of each kind at Azure's own speed, once as shipped and once looking all the time: what waiting for the next look adds. Takes a quarter of an hour. */
const kinds = ['web-01 definition=web', 'web-02 definition=two mode=in-place'];
const rows = await Promise.all(
  kinds.map(async (command, index) => {
    const [real, own] = await Promise.all([
      secondsOfCapture(command, `shipped-${index}`, { settings: shippedSettings }),
      secondsOfCapture(command, `eager-${index}`, { settings: eager, throttled: false }),
    ]);
    const added = real - own;
    return [command, own.toFixed(0), real.toFixed(0), added.toFixed(1), `${((added / own) * 100).toFixed(1)} %`];
  }),
);
printTable(['capture', "Azure's own time, s", 'as shipped, s', 'added, s', 'share'], rows);
