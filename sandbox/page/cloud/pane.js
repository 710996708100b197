import { follow, get, oncePerFrame } from '../api.js';
import { createCalls } from './calls.js';
import { drawGalleries } from './galleries.js';
import { drawMachines } from './machines.js';
import { drawRoles } from './roles.js';
import { drawSpeed } from './speed.js';
import { openTrouble } from './trouble.js';
import { drawSuggestions } from './try.js';

/**
 * Opens the pane that shows the simulated Azure.
 * @param {{ propose: (text: string) => void }} options what a click on a suggestion does
 */
export function openCloud({ propose }) {
  const at = id => /** @type {HTMLElement} */ (document.getElementById(id));
  const calls = createCalls(at('calls'));
  const trouble = openTrouble(at('trouble'));
  let world = /** @type {any} */ (null);

  const redraw = oncePerFrame(() => {
    calls.draw();
    if (!world) return;
    drawSpeed(at('speed'), world.speed, trouble.fastSpeed());
    drawMachines(at('machines'), world);
    drawGalleries(at('galleries'), world.galleries);
    drawRoles(at('roles'), world.roleAssignments);
    trouble.draw(world);
  });
  const see = seen => {
    world = seen;
    redraw();
  };

  drawSuggestions(at('try'), propose);
  follow(
    {
      'azure.world': see,
      'azure.log': entry => {
        calls.add(entry);
        redraw();
      },
      processes(seen) {
        trouble.see(seen);
        redraw();
      },
    },
    async () => {
      for (const entry of await get(`/azure/log?after=${calls.lastSeq()}`)) calls.add(entry);
      see(await get('/azure/world'));
    },
  );
}
