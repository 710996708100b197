import { describe, expect, test } from 'vitest';
import { checkView } from '../../sandbox/slack/limits/check.ts';
import { newCaptureId } from '../../src/bot/capture-id.ts';
import { formChoices, readFormValues, suggestVms } from '../../src/bot/form-request.ts';
import { captureForm } from '../../src/bot/slack-form.ts';
import { formErrors, readForm } from '../../src/bot/slack-form-values.ts';
import { noon } from '../support/captures.ts';
import { someSettings } from '../support/office.ts';

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
const values = {
  vm: 'web-01',
  gallery: '',
  definition: '',
  version: '',
  regions: [],
  publishers: [],
  guest: 'auto',
} as const;

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
      defaults: { gallery: 'golden', definition: 'web' },
    });
  });

  test('a name that was typed goes before one that was chosen', () => {
    const state = {
      vm: { vm: { selected_option: { value: 'rg-web/web-01' } } },
      gallery: { gallery: { selected_option: { value: 'golden' } } },
      'gallery-new': { 'gallery-new': { value: ' silver ' } },
      regions: { regions: { selected_options: [{ value: 'eastus' }] } },
      publishers: { publishers: { value: 'a@x.com, b@x.com,' } },
      guest: { guest: { selected_option: { value: 'manual' } } },
    };
    expect(readForm(state)).toEqual({
      vm: 'rg-web/web-01',
      gallery: 'silver',
      definition: '',
      version: '',
      regions: ['eastus'],
      publishers: ['a@x.com', 'b@x.com'],
      guest: 'manual',
    });
    expect(
      formErrors({ gallery: 'no' }, { blocks: [{ block_id: 'gallery' }, { block_id: 'gallery-new' }], state }),
    ).toEqual({ 'gallery-new': 'no' });
  });

  test('becomes a request, or a sentence for each wrong field', () => {
    expect(readFormValues({ ...values, version: '1.2.3' }, noon)).toEqual({
      is: 'request',
      request: { vm: 'web-01', version: '1.2.3', guest: 'auto' },
    });
    const wrong = readFormValues({ ...values, vm: '', gallery: 'a-b', version: '1' }, noon);
    expect(wrong.is === 'errors' && Object.keys(wrong.fields)).toEqual(['vm', 'gallery', 'version']);
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
