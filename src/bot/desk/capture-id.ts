import { randomInt } from 'node:crypto';

const letters = '23456789abcdefghjkmnpqrstvwxyz';

/** A new id that a person can read out: the VM's name, as far as it goes, and five letters that make it this capture's own. */
export function newCaptureId(vm: string, random: (max: number) => number = randomInt): string {
  const name = (vm.split('/').at(-1) ?? '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 30)
    .replace(/-+$/, '');
  const tail = Array.from({ length: 5 }, () => letters[random(letters.length)]).join('');
  return `${name || 'vm'}-${tail}`;
}
