import { expect, test } from 'vitest';
import { whoamiNote } from '../../../src/bot/notes/whoami-note.ts';
import { rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

test.each([
  [1, 'when 1 of owners approves'],
  [2, 'when 2 of owners approve'],
])('says who approves what a person may do, where that takes %i', (count, says) => {
  const policy = aPolicy(`
groups: { owners: [slack:U0OLGA, slack:U0OTTO, slack:U0ANN] }
rules: [{ name: r, to: [slack:U0RITA], allow: [plan, capture], approvals: { count: ${count}, of: [owners] } }]
`);
  expect(JSON.stringify(whoamiNote(rita, { policy, refs: ['slack:u0rita'], delegations: null }))).toContain(
    `${says} (rule`,
  );
});
