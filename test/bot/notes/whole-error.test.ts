import { expect, test } from 'vitest';
import { checkActivity, partsOf } from '../../../sandbox/teams/limits.ts';
import { failedNote } from '../../../src/bot/notes/failed-note.ts';
import { toSlack } from '../../../src/bot/slack/blocks.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import { aCapture, aPlan, someSteps } from '../../support/captures.ts';

const whole = `It broke. ${'One word more. '.repeat(200)}<!channel> *the end*`;
const failure = { code: 'NeverSeen', reason: 'It broke.', remedy: 'Press Retry.', requestId: 'a-request' };
const told = (more: object) =>
  failedNote(aCapture({ plan: aPlan(), steps: someSteps() }), { ...failure, ...more }, 'create-version');

test('in Slack all that Azure says is a section of its own, which Slack folds and takes literally', () => {
  const { blocks } = toSlack(told({ whole }));
  const section = blocks.find(block => JSON.stringify(block).includes('All that Azure says'));
  expect(section).toMatchObject({ type: 'section', text: { type: 'plain_text' } });
  expect(section).not.toHaveProperty('expand');
  expect(JSON.stringify(blocks)).toContain('the end');
});

test('in Teams it stands behind a button of the card, and the code and the request id before it', () => {
  const card = toCard(told({ whole }));
  checkActivity({
    type: 'message',
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  });
  const parts = partsOf(card);
  const toggle = parts.find(({ type }) => type === 'Action.ToggleVisibility');
  const hidden = card.body.filter(({ isVisible }) => isVisible === false);
  expect(toggle).toMatchObject({ title: 'All that Azure says', targetElements: hidden.map(({ id }) => id) });
  expect(JSON.stringify(hidden)).toContain('the end');
  expect(JSON.stringify(card.body.filter(part => !hidden.includes(part)))).toMatch(/NeverSeen.*a-request/);
});

test('what is short enough to be told has no fold', () => {
  expect(told({}).parts.map(({ is }) => is)).not.toContain('fold');
});
