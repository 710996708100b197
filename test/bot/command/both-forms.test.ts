import { describe, expect, test } from 'vitest';
import { checkView } from '../../../sandbox/slack/limits/check.ts';
import { initialValues } from '../../../sandbox/slack/people/fields.ts';
import { formChoices, picks, readFormValues, suggestVms, valuesOf } from '../../../src/bot/command/form.ts';
import { commandKeys } from '../../../src/bot/command/keys.ts';
import { newCaptureId } from '../../../src/bot/desk/capture-id.ts';
import { formFields } from '../../../src/bot/notes/form-fields.ts';
import { captureForm } from '../../../src/bot/slack/form.ts';
import { formErrors, readForm } from '../../../src/bot/slack/form-values.ts';
import { formCard } from '../../../src/bot/teams/form.ts';
import { checkLevels, consistencies, modes, type Request } from '../../../src/jobs/request/request.ts';
import type { Settings } from '../../../src/jobs/request/settings.ts';
import { noon } from '../../support/captures.ts';
import { emptyForm } from '../../support/form-values.ts';
import { someSettings } from '../../support/office.ts';

const vm = (name: string, resourceGroup = 'rg-web') => ({
  name,
  resourceGroup,
  subscriptionId: 's',
  location: 'westeurope',
  osType: 'Linux' as const,
});
const inventory = {
  at: noon.toISOString(),
  vms: [vm('web-02'), vm('web-01'), vm('old-web'), vm('db-01', 'rg-db')],
  galleries: [{ name: 'golden', resourceGroup: 'rg-images', definitions: ['web', 'win'] }],
};
const settings = someSettings(1);
const values = { ...emptyForm, vm: 'web-01' } as const;

describe('the form', () => {
  test('is one that Slack takes, with a full inventory and with none', () => {
    for (const known of [inventory, null])
      checkView(captureForm(formChoices(known, settings), { channel: 'C0IMAGES' }));
    const vms = Array.from({ length: 300 }, (_, index) => ({ ...vm(`vm-${index}`), location: `region${index}` }));
    const galleries = Array.from({ length: 300 }, (_, index) => ({
      name: `${'g'.repeat(70)}${index}`,
      resourceGroup: 'r',
      definitions: ['d'.repeat(80)],
    }));
    checkView(captureForm(formChoices({ ...inventory, vms, galleries }, settings), { channel: 'C0IMAGES' }));
  });

  test('starts from the settings', () => {
    expect(formChoices(inventory, settings)).toMatchObject({
      galleries: ['golden'],
      definitions: ['web', 'win'],
      regions: ['westeurope'],
      defaults: { gallery: 'golden', definition: 'web', mode: 'clone', consistency: 'crash', checks: 'warn' },
    });
    const strict = { ...settings, mode: 'in-place', consistency: 'stop', checks: 'strict' } as const;
    const { blocks } = checkView(captureForm(formChoices(inventory, strict), { channel: 'C0IMAGES' }));
    expect(readForm(initialValues(blocks))).toMatchObject({ mode: 'in-place', consistency: 'stop', checks: 'strict' });
  });

  test('does not ask what becomes the image where the settings allow one way alone', () => {
    const choices = formChoices(inventory, { ...settings, modes: ['clone'] }, { vm: 'web-01', mode: 'in-place' });
    const { blocks } = checkView(captureForm(choices, { channel: 'C0IMAGES' }));
    expect(JSON.stringify([blocks, formCard(choices)])).not.toMatch(/"(mode|in-place)"/);
    expect(readForm(initialValues(blocks)).mode).toBe('');
  });

  test('keeps how many copies go into a region, over a repeat', () => {
    const request: Request = { vm: 'web-01', regions: ['eastus', 'westeurope'], replicasIn: { eastus: 2 } };
    const { blocks } = checkView(captureForm(formChoices(inventory, settings, request), { channel: 'C0IMAGES' }));
    const reading = readFormValues(readForm(initialValues(blocks)), noon, settings);
    expect(reading).toMatchObject({ request: { regions: request.regions, replicasIn: request.replicasIn } });
  });

  test('offers for every choice what a command takes, in the same words', () => {
    for (const name of picks)
      for (const { value } of formFields[name].options)
        expect(commandKeys[name].read([value], noon)).toEqual({ is: 'read', part: { [name]: value } });
    expect(formFields.mode.options.map(({ value }) => value)).toEqual(modes);
    expect(formFields.consistency.options.map(({ value }) => value)).toEqual(consistencies);
    expect(formFields.checks.options.map(({ value }) => value)).toEqual(checkLevels);
  });

  test('over another capture is one that Slack takes, and comes back as it was', () => {
    const request: Request = {
      vm: 'v'.repeat(64),
      resourceGroup: 'g'.repeat(90),
      gallery: 'a.'.repeat(39),
      regions: ['brazilsouth', 'westeurope'],
      publishers: ['Doe, John', 'ann@contoso.com'],
      role: '<&>`*_'.repeat(33),
      version: 'minor',
      mode: 'in-place',
      guest: 'manual',
    };
    const choices = {
      ...formChoices(inventory, settings, request),
      base: { id: 'web-01-abcde', kept: request.role ?? '' },
    };
    const { blocks } = checkView(captureForm(choices, { channel: 'C0IMAGES' }));
    expect(readForm(initialValues(blocks))).toEqual(valuesOf(request, settings));
  });

  test('a name that was typed goes before one that was chosen', () => {
    const state = {
      vm: { vm: { selected_option: { value: 'rg-web/web-01' } } },
      gallery: { gallery: { selected_option: { value: 'golden' } } },
      'gallery-new': { 'gallery-new': { value: ' silver ' } },
      regions: { regions: { selected_options: [{ value: 'eastus' }] } },
      publishers: { publishers: { value: 'a@x.com, b@x.com,' } },
      mode: { mode: { selected_option: { value: 'in-place' } } },
      consistency: { consistency: { selected_option: { value: 'stop' } } },
      checks: { checks: { selected_option: { value: 'off' } } },
      guest: { guest: { selected_option: { value: 'manual' } } },
    };
    expect(readForm(state)).toEqual({
      vm: 'rg-web/web-01',
      gallery: 'silver',
      definition: '',
      version: '',
      regions: ['eastus'],
      publishers: ['a@x.com', 'b@x.com'],
      mode: 'in-place',
      consistency: 'stop',
      checks: 'off',
      guest: 'manual',
    });
    expect(
      formErrors({ gallery: 'no' }, { blocks: [{ block_id: 'gallery' }, { block_id: 'gallery-new' }], state }),
    ).toEqual({ 'gallery-new': 'no' });
  });

  test('becomes a request, or a sentence for each wrong field', () => {
    expect(readFormValues({ ...values, version: '1.2.3' }, noon, settings)).toEqual({
      is: 'request',
      request: { vm: 'web-01', version: '1.2.3', guest: 'auto' },
    });
    const wrong = readFormValues({ ...values, vm: '', gallery: 'a-b', version: '1', checks: 'lax' }, noon, settings);
    expect(wrong.is === 'errors' && Object.keys(wrong.fields)).toEqual(['vm', 'gallery', 'version', 'checks']);
  });

  test('asks for no choice that the settings make anyway, so that a spent VM can still be captured as it is', () => {
    const request = (chosen: object, own: Settings = settings) => {
      const reading = readFormValues({ ...values, ...chosen }, noon, own);
      return reading.is === 'request' ? reading.request : reading.fields;
    };
    expect(request({ mode: 'in-place', consistency: 'stop', checks: 'off' })).toMatchObject({
      mode: 'in-place',
      consistency: 'stop',
      checks: 'off',
    });
    expect(request({})).toEqual({ vm: 'web-01', guest: 'auto' });
    expect(request({}, { ...settings, mode: 'in-place' })).toMatchObject({ mode: 'clone' });
    expect(request({ mode: '', consistency: '', checks: '', guest: '' })).toEqual({ vm: 'web-01' });
  });
});

describe('the type-ahead', () => {
  test('has the best first, and a new name as it was typed', () => {
    expect(suggestVms(inventory, 'WEB').map(({ value }) => value)).toEqual(
      ['rg-web/web-01', 'rg-web/web-02', 'rg-web/old-web', 'rg-db/db-01', 'WEB'].filter(
        value => value !== 'rg-db/db-01',
      ),
    );
    expect(suggestVms(inventory, 'web-01').map(({ value }) => value)).toEqual(['rg-web/web-01']);
    expect(suggestVms(null, 'new-01')).toEqual([{ value: 'new-01', label: 'new-01' }]);
    expect(suggestVms(null, '<!here>')).toEqual([]);
  });
});

describe('a capture’s id', () => {
  test.each([
    ['web-01', /^web-01-[2-9a-z]{5}$/],
    ['rg-Web/Web_01.X', /^web-01-x-[2-9a-z]{5}$/],
    ['123', /^123-[2-9a-z]{5}$/],
    ['___', /^vm-[2-9a-z]{5}$/],
    [`/subscriptions/x/${'y'.repeat(64)}`, /^y{30}-[2-9a-z]{5}$/],
  ])('of %s can be read out', (name, pattern) => {
    expect(newCaptureId(name)).toMatch(pattern);
  });
  test('is another one each time', () => {
    expect(new Set(Array.from({ length: 50 }, () => newCaptureId('web-01'))).size).toBe(50);
  });
});
