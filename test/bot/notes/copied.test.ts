import { expect, test } from 'vitest';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { whoamiNote } from '../../../src/bot/notes/whoami-note.ts';
import { toSlack } from '../../../src/bot/slack/blocks.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import { aWaitingCapture, noon, rita } from '../../support/captures.ts';
import { aPolicy } from '../../support/office.ts';

const rules = aPolicy(`
rules:
  - { name: prod, allow: [plan, capture], to: [slack:U0RITA], where: [{ vms: ['prod-*', '*-prod'], tags: { env: 'pro*' } }] }
`);

test('patterns of a policy keep their asterisks', () => {
  const note = whoamiNote(rita, { policy: rules, refs: ['slack:u0rita'], delegations: null });
  const slack = JSON.stringify(toSlack(note));
  for (const pattern of ['`prod-*`', '`*-prod`', '`env=pro*`']) expect(slack).toContain(pattern);
  const card = JSON.stringify(toCard(note));
  for (const pattern of ['"prod-*"', '"*-prod"', '"env=pro*"']) expect(card).toContain(pattern);
  expect(slack + card).not.toContain('\u200b');
});

test('a log and a command can be copied as they are', () => {
  const log = '09:14:31 x64__8wekyb3d8bbwe *_~ `` :bomb: a``b';
  const command = 'Get-AppxPackage *Tools_1.4.2.0_x64__8wekyb3d8bbwe* | Remove-AppxPackage';
  const failure = { code: 'guest-refused', reason: 'It was refused.', remedy: 'Look.', log, command };
  const notice = { kind: 'failed', failure, step: 'deallocate-vm', at: noon.toISOString() } as const;
  const note = noticeNote(aWaitingCapture({ status: { ...notice, is: 'failed' } }), notice, {
    now: noon,
    portalUrl: 'https://portal.azure.com',
    links: new Map(),
    approvers: [],
  });
  const blocks = toSlack(note).blocks.map(block => JSON.stringify(Object(Object(block).text).text));
  expect(blocks).toContain(JSON.stringify(`\`\`\`\n${log}\n\`\`\``));
  expect(blocks).toContain(JSON.stringify(`\`\`\`\n${command}\n\`\`\``));
  const card = JSON.stringify(toCard(note));
  for (const text of [log, command]) expect(card).toContain(JSON.stringify(`${text}`).slice(1, -1));
});
