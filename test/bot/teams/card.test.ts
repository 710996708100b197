import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkActivity, partsOf } from '../../../sandbox/teams/limits.ts';
import type { FormChoices, Note, NotePart, Span } from '../../../src/bot/chat.ts';
import { noticeNote } from '../../../src/bot/notes/notice-note.ts';
import { toCard } from '../../../src/bot/teams/card.ts';
import { formCard, readFilled } from '../../../src/bot/teams/form.ts';
import { aPlan, aWaitingCapture, noon, rita } from '../../support/captures.ts';

const note = (...parts: NotePart[]): Note => ({ text: 'a note', parts });
const text = (...spans: Span[]): NotePart => ({ is: 'text', spans });
const sent = (value: Note) => ({
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: toCard(value) }],
});
const ritaInTeams = { ...rita, platform: 'teams', id: '00000000-0000-0000-0000-0000000041fa' } as const;

describe('a note as an Adaptive Card', () => {
  test('takes every sign literally: text stands in runs, where there is no markdown', () => {
    const hostile = '**b** _i_ [bank](https://evil.example) <at>Olga</at> - x\n1. y # z {{DATE(2026-01-01T00:00:00Z)}}';
    const card = toCard(note(text(hostile, { code: hostile }, { bold: hostile }), { is: 'heading', text: hostile }));
    expect(partsOf(card).filter(({ type }) => type === 'TextBlock')).toEqual([]);
    expect(JSON.stringify(card)).not.toContain('{{');
    expect(JSON.stringify(card)).toContain('[bank](https://evil.example)');
  });

  test('has an element for each line of a text', () => {
    const lines = toCard(note(text('one: 5 s\ntwo: 7 s'))).body;
    expect(lines).toMatchObject([{ inlines: [{ text: 'one: 5 s' }] }, { inlines: [{ text: 'two: 7 s' }] }]);
  });

  test('calls the person that a paragraph begins with, and nobody else', () => {
    const card = toCard(note(text({ person: ritaInTeams }, ', look it over'), text('by ', { person: ritaInTeams })));
    expect(card.msteams.entities).toEqual([
      { type: 'mention', text: `<at>${rita.name}</at>`, mentioned: { id: ritaInTeams.id, name: rita.name } },
    ]);
    expect(partsOf(card).filter(({ type }) => type === 'TextBlock')).toMatchObject([{ text: `<at>${rita.name}</at>` }]);
  });

  test('tells people of one name apart, each by a text of their own', () => {
    const mention = (id: string): Span => ({ mention: { is: 'person', id, name: 'Alex Kim' } });
    const card = toCard(note(text(mention('29:one'), ' ', mention('29:two'), ' ', mention('29:one'), ' come')));
    expect(card.msteams.entities).toEqual([
      { type: 'mention', text: '<at>Alex Kim</at>', mentioned: { id: '29:one', name: 'Alex Kim' } },
      { type: 'mention', text: '<at>Alex Kim 2</at>', mentioned: { id: '29:two', name: 'Alex Kim' } },
    ]);
    expect(partsOf(card).find(({ type }) => type === 'TextBlock')?.text).toBe(
      '<at>Alex Kim</at> <at>Alex Kim 2</at> <at>Alex Kim</at>',
    );
  });

  test('a name cannot end its mention', () => {
    const name = 'R</at><at>Olga';
    const card = toCard(note(text({ person: { ...ritaInTeams, name } }, ', look')));
    expect(partsOf(card).find(({ type }) => type === 'TextBlock')?.text).toBe('<at>R at at Olga</at>');
  });

  test('links only to the web', () => {
    const json = JSON.stringify(toCard(note(text({ link: 'click', url: 'javascript:alert(1)' }, '!'))));
    expect(json).not.toContain('javascript');
    expect(JSON.stringify(toCard(note(text({ link: 'x', url: 'https://x.example/#@t/a%23b' }))))).toContain(
      'https://x.example/#@t/a%23b',
    );
  });

  test('a question has its buttons, the dialog of the one that is for good, and a field to type Y in', () => {
    const capture = aWaitingCapture();
    const plan = capture.plan ?? aPlan();
    const question = noticeNote(
      capture,
      { kind: 'question', planHash: plan.hash, at: noon.toISOString() },
      { now: noon, portalUrl: 'https://portal.azure.com', links: new Map(), approvers: [] },
    );
    const parts = partsOf(toCard(question));
    const presses = parts.filter(({ type, verb }) => type === 'Action.Execute' && verb === 'press');
    expect(presses.map(({ data }) => data)).toMatchObject([
      { action: 'confirm', value: `${capture.id} ${plan.hash}` },
      { action: 'cancel', value: capture.id },
    ]);
    expect(presses.every(({ fallback }) => Object(fallback).type === 'Action.Submit')).toBe(true);
    expect(parts.find(({ type }) => type === 'Action.ShowCard')).toMatchObject({ title: 'Capture' });
    expect(parts.find(({ type }) => type === 'Input.Text')).toMatchObject({
      inlineAction: { verb: 'type', data: { yes: { action: 'confirm' }, no: { action: 'cancel' } } },
    });
  });

  test('leaves buttons in when the words are far too many', () => {
    const button = { action: 'start', value: 'x', label: 'Go', tone: 'primary' } as const;
    const many = Array.from({ length: 80 }, () => text({ bold: 'x' }, ' & '.repeat(2000)));
    const value = note(...many, { is: 'buttons', buttons: [button] });
    expect(() => checkActivity(sent(value))).not.toThrow();
    expect(toCard(value).body.at(-1)).toMatchObject({ type: 'ActionSet' });
    expect(JSON.stringify(toCard(value)).length * 2).toBeLessThan(80_000);
  });
});

const words = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.constantFrom(
    '<at>x</at>',
    '**b**',
    '[a](javascript:x)',
    '{{DATE(2026-01-01T00:00:00Z)}}',
    '\n\n- a',
    'x'.repeat(5000),
    '&lt;',
  ),
);
const span: fc.Arbitrary<Span> = fc.oneof(
  words,
  words.map(bold => ({ bold })),
  words.map(code => ({ code })),
  words.map(name => ({ person: { ...ritaInTeams, name } })),
  fc.tuple(words, fc.oneof(fc.webUrl(), words)).map(([link, url]) => ({ link, url })),
  words.map(time => ({ time })),
);
const spans = fc.array(span, { maxLength: 6 });
const aButton = fc.record({
  action: fc.constantFrom('confirm', 'cancel', 'retry'),
  value: words,
  label: words,
  tone: fc.constantFrom('plain', 'primary', 'danger'),
});
const part: fc.Arbitrary<NotePart> = fc.oneof(
  spans.map(list => ({ is: 'text', spans: list }) as const),
  spans.map(list => ({ is: 'small', spans: list }) as const),
  words.map(heading => ({ is: 'heading', text: heading }) as const),
  words.map(command => ({ is: 'command', text: command }) as const),
  fc.array(aButton, { maxLength: 9 }).map(buttons => ({ is: 'buttons', buttons }) as const),
  fc.constant({ is: 'divider' } as const),
);

test('whatever a note says, Teams takes the card of it, and only mentions are ever markup', () => {
  fc.assert(
    fc.property(fc.array(part, { maxLength: 12 }), parts => {
      const card = toCard(note(...parts));
      expect(() => checkActivity(sent(note(...parts)))).not.toThrow();
      for (const block of partsOf(card).filter(({ type }) => type === 'TextBlock'))
        expect(block.text).toMatch(/^<at>[\p{L}\p{N} .'’-]+…?<\/at>$/u);
    }),
    { numRuns: 300 },
  );
});

describe('the form', () => {
  const defaults = {
    vm: '',
    gallery: 'golden',
    definition: '',
    version: '',
    regions: ['westeurope'],
    publishers: ['a@b.c'],
    mode: 'clone',
    consistency: 'crash',
    checks: 'warn',
    guest: 'auto',
  } as const;
  const choices: FormChoices = {
    galleries: ['golden', 'old'],
    definitions: [],
    regions: ['westeurope', 'eastus'],
    publishers: [],
    modes: ['clone', 'in-place'],
    defaults,
  };

  test('asks for VMs as they are typed, and starts from what the settings say', () => {
    const inputs = partsOf(formCard(choices)).filter(({ type }) => String(type).startsWith('Input.'));
    expect(inputs.map(({ id, value }) => [id, value])).toEqual([
      ['vm', undefined],
      ['gallery', 'golden'],
      ['gallery-new', undefined],
      ['definition-new', undefined],
      ['version', undefined],
      ['regions', 'westeurope'],
      ['regions-new', undefined],
      ['publishers', 'a@b.c'],
      ['mode', 'clone'],
      ['consistency', 'crash'],
      ['checks', 'warn'],
      ['guest', 'auto'],
    ]);
    expect(inputs[0]).toMatchObject({ 'choices.data': { type: 'Data.Query', dataset: 'vms' }, style: 'filtered' });
    expect(() =>
      checkActivity({
        attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: formCard(choices) }],
      }),
    ).not.toThrow();
  });

  test('comes back with what was filled in, and a typed name goes before a chosen one', () => {
    const values = readFilled({
      vm: ' rg/web-01 ',
      gallery: 'golden',
      'gallery-new': 'fresh',
      regions: 'eastus,westeurope',
      'regions-new': 'northeurope',
      publishers: 'a@b.c, d',
      mode: 'in-place',
      consistency: 'stop',
      checks: 'off',
      guest: 'manual',
      verb: 'form',
    });
    expect(values).toEqual({
      vm: 'rg/web-01',
      gallery: 'fresh',
      definition: '',
      version: '',
      regions: ['eastus', 'westeurope', 'northeurope'],
      publishers: ['a@b.c', 'd'],
      mode: 'in-place',
      consistency: 'stop',
      checks: 'off',
      guest: 'manual',
    });
  });

  test('keeps what was filled in when a field has to be filled in differently', () => {
    const values = { ...defaults, vm: 'rg/web-01', gallery: 'nope nope' };
    const card = formCard(choices, { values, errors: { gallery: 'That is no name.' } });
    expect(JSON.stringify(card)).toContain('That is no name.');
    expect(partsOf(card).find(({ id }) => id === 'gallery-new')?.value).toBe('nope nope');
    expect(partsOf(card).find(({ id }) => id === 'vm')?.value).toBe('rg/web-01');
  });
});
