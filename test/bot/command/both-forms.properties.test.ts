import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { readFormValues } from '../../../src/bot/command/form.ts';
import { formErrors, readForm } from '../../../src/bot/slack/form-values.ts';
import { activitySchema, readDeed } from '../../../src/bot/teams/events.ts';
import { requestSchema } from '../../../src/jobs/request/request.ts';
import { someSettings } from '../../support/office.ts';
import { anyJson, expectSentences, hostile, patience, runs, spoilt } from '../../support/properties.ts';

const now = new Date('2026-05-01T10:00:00Z');
const settings = someSettings(1);
const fields = [
  'vm',
  'gallery',
  'gallery-new',
  'definition',
  'definition-new',
  'version',
  'regions',
  'publishers',
  'mode',
  'consistency',
  'checks',
  'guest',
];

const long = fc
  .tuple(hostile, fc.constantFrom(1, 60, 2_000))
  .map(([word, times]) => word.repeat(times).slice(0, 4_000));
const typed = fc.oneof(
  long,
  fc.constantFrom('web-01', 'rg-web/web-01', 'golden', '1.2.0', 'manual', 'westeurope,eastus', 'a@b.example'),
  fc.array(long, { maxLength: 80 }).map(words => words.join(',')),
);

/** What is filled in is a request within all limits, or a sentence at each field that is not. */
function expectReading(values: ReturnType<typeof readForm>) {
  const reading = readFormValues(values, now, settings);
  if (reading.is === 'request') expect(requestSchema.parse(reading.request)).toEqual(reading.request);
  else expectSentences(Object.values(reading.fields));
  return reading;
}

/** What was filled in; null of what cannot be read, which whoever reads it is told. */
function valuesIn(state: unknown) {
  try {
    return readForm(state);
  } catch (error) {
    expect(error).toBeInstanceOf(z.ZodError);
    return null;
  }
}

const entered = fc.record(
  {
    value: fc.option(typed),
    selected_option: fc.option(fc.record({ value: typed })),
    selected_options: fc.option(fc.array(fc.record({ value: typed }), { maxLength: 60 })),
  },
  { requiredKeys: [] },
);
const slackState = fc.oneof(
  fc.dictionary(fc.constantFrom(...fields), fc.dictionary(hostile, entered, { minKeys: 1, maxKeys: 2 }), {
    maxKeys: 9,
  }),
  anyJson(fields),
);

test(
  'any submission of the form in Slack is a request, or a sentence at each field that is in its way, or none that can be read',
  patience,
  () => {
    fc.assert(
      fc.property(slackState, state => {
        const values = valuesIn(state);
        if (!values) return;
        const reading = expectReading(values);
        if (reading.is !== 'errors') return;
        const blocks = fields.map(block_id => ({ block_id }));
        const shown = Object.keys(formErrors(reading.fields, { blocks, state }));
        expect(shown.every(block => fields.includes(block))).toBe(true);
        expect(shown.length).toBeGreaterThan(0);
      }),
      runs('slack forms'),
    );
  },
);

const value = fc.oneof(
  fc.dictionary(fc.constantFrom(...fields, 'verb', 'typed', 'view'), typed).map(data => ({ ...data, verb: 'form' })),
  fc.record({
    verb: fc.constantFrom('press', 'refresh', 'form'),
    action: hostile,
    value: long,
    view: fc.option(hostile),
  }),
  fc.record({
    verb: fc.constant('type'),
    typed: hostile,
    yes: fc.record({ action: hostile, value: long, named: fc.boolean() }),
  }),
  anyJson(['verb', 'action', 'value', 'typed', 'yes', 'no', 'queryText', 'dataset']),
);
const activity = {
  type: 'message',
  id: '1',
  channelId: 'msteams',
  serviceUrl: 'https://smba.trafficmanager.net/teams',
  from: { id: '29:rita', name: 'Rita', aadObjectId: '00000000-0000-0000-0000-0000000041fa' },
  recipient: { id: '28:bot' },
  conversation: { id: '19:images@thread.tacv2', conversationType: 'channel', tenantId: 't' },
  channelData: { tenant: { id: 't' }, team: { id: '19:team' } },
  entities: [{ type: 'mention', text: '<at>capture-image</at>', mentioned: { id: '28:bot' } }],
  text: '<at>capture-image</at> web-01',
};
const deliveries = fc.oneof(
  fc
    .record({
      type: fc.constantFrom('message', 'messageUpdate', 'invoke', 'conversationUpdate'),
      name: fc.constantFrom('adaptiveCard/action', 'application/search', 'x'),
      text: long,
      sent: value,
    })
    .map(({ sent, ...rest }) => ({
      ...activity,
      ...rest,
      value: rest.name === 'adaptiveCard/action' ? { action: { data: sent } } : sent,
    })),
  spoilt(activity, ['type', 'value', 'conversation']),
);

test('any delivery of Teams is a deed within all limits, or none', patience, () => {
  fc.assert(
    fc.property(deliveries, delivered => {
      const read = activitySchema.safeParse(delivered).data;
      const action = read ? readDeed(read) : null;
      if (action?.is === 'filled') expectReading(action.values);
      if (action?.is === 'pressed') expect([...action.value].length).toBeLessThan(2_100);
      if (action?.is === 'searched') expect([...action.typed].length).toBeLessThanOrEqual(200);
    }),
    runs('teams deliveries'),
  );
});
