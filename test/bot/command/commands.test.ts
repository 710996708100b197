import { describe, expect, test } from 'vitest';
import { helpLines, parseCommand } from '../../../src/bot/command/commands.ts';
import { commandKeys } from '../../../src/bot/command/keys.ts';

const now = new Date('2026-05-01T10:00:00Z');
const parse = (text: string) => parseCommand(text, now);
const request = (text: string) => {
  const command = parse(text);
  return command.is === 'capture' ? command.request : command;
};
const problems = (text: string) => {
  const command = parse(text);
  return command.is === 'unclear' ? command.problems : [];
};

describe('what was typed', () => {
  test('opens the form when nothing is typed', () => {
    expect(parse('  ')).toEqual({ is: 'ask' });
  });

  test.each([
    ['help', { is: 'help' }],
    ['LIST', { is: 'list' }],
    ['status', { is: 'status', id: null }],
    ['status Web-01-k3f9', { is: 'status', id: 'web-01-k3f9' }],
    ['cancel web-01-k3f9', { is: 'cancel', id: 'web-01-k3f9' }],
    ['retry web-01-k3f9', { is: 'retry', id: 'web-01-k3f9' }],
    ['abandon web-01-k3f9', { is: 'abandon', id: 'web-01-k3f9' }],
    ['web-01', { is: 'capture', request: { vm: 'web-01' } }],
    ['capture list', { is: 'capture', request: { vm: 'list' } }],
    ['rg-web/web-01', { is: 'capture', request: { vm: 'rg-web/web-01' } }],
  ])('reads "%s"', (text, command) => {
    expect(parse(text)).toEqual(command);
  });

  test('reads every key in one line', () => {
    const text =
      'web-01 gallery=golden definition=web version=1.2.0 regions=westeurope,eastus replicas=2 storage=standard_zrs ' +
      'replication=shallow exclude-from-latest=yes end-of-life=2030-01-31 publishers=a@x.com,b@x.com ' +
      'role="Compute Gallery Image Reader" guest=manual subscription=22222222-2222-2222-2222-222222222222 group=rg-web gallery-group=rg-images';
    expect(request(text)).toEqual({
      vm: 'web-01',
      gallery: 'golden',
      definition: 'web',
      version: '1.2.0',
      regions: ['westeurope', 'eastus'],
      replicas: 2,
      storage: 'Standard_ZRS',
      replication: 'Shallow',
      excludeFromLatest: true,
      endOfLife: '2030-01-31',
      publishers: ['a@x.com', 'b@x.com'],
      role: 'Compute Gallery Image Reader',
      guest: 'manual',
      subscription: '22222222-2222-2222-2222-222222222222',
      resourceGroup: 'rg-web',
      galleryResourceGroup: 'rg-images',
    });
  });

  test('reads a whole resource id', () => {
    const id =
      '/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Compute/virtualMachines/web-01';
    expect(request(id)).toEqual({ vm: id });
  });

  test('undoes what a chat client does to addresses, links, quotes, dashes and blanks', () => {
    const text =
      'web\u201101\u00a0publishers=<mailto:ann@contoso.com|ann@contoso.com> gallery=<http://golden.one|golden.one> role=\u201cImage Reader\u201d guest\u200b=manual';
    expect(request(text)).toEqual({
      vm: 'web-01',
      publishers: ['ann@contoso.com'],
      gallery: 'golden.one',
      role: 'Image Reader',
      guest: 'manual',
    });
  });

  test('lets a list go on after a blank', () => {
    expect(request('web-01 regions = "West Europe", eastus , northeurope gallery=golden')).toEqual({
      vm: 'web-01',
      regions: ['westeurope', 'eastus', 'northeurope'],
      gallery: 'golden',
    });
  });

  test('takes a comma before the next key for a slip', () => {
    expect(request('web-01 regions=westeurope, gallery=golden')).toEqual({
      vm: 'web-01',
      regions: ['westeurope'],
      gallery: 'golden',
    });
  });
});

describe('what is refused', () => {
  test.each([
    ['web-01 galery=golden', 'did you mean gallery?'],
    ['abandom web-01-2v9x2', 'I do not know the command “abandom”: did you mean abandon web-01-2v9x2?'],
    ['Mirorr web-01-2v9x2 #images', 'did you mean mirror web-01-2v9x2 ...?'],
    ['web-02 web-01-2v9x2', 'one VM goes into a capture'],
    ['web-01 colour=red', 'help shows those I know'],
    ['web-01 gallery=a gallery=b', 'more than once'],
    ['web-01 gallery=my-gallery', 'no dashes'],
    ['web-01 version=1.2', 'such as 1.2.0'],
    ['web-01 version=1.2.99999999999', 'such as 1.2.0'],
    ['web-01 regions=west-europe', 'replicas=2'],
    ['web-01 regions=westeurope:0', '1 to 100'],
    ['web-01 regions=westeurope:many', '1 to 100'],
    ['web-01 regions=westeurope:2:3', 'cannot be a region'],
    ['web-01 replicas=0', 'from 1 to 100'],
    ['web-01 end-of-life=2020-01-01', 'in the future'],
    ['web-01 end-of-life=2030-02-30', 'is no date'],
    ['web-01 guest=perhaps', 'auto or manual'],
    ['web-01 version=', 'has no value'],
    ['web-01 version=1.0.0,1.0.1', 'takes one value'],
    ['web-01 role="Image', 'quotation mark'],
    ['web-01 web-02', 'one VM'],
    ['gallery=golden', 'Which VM?'],
    ['rg-a/web-01 group=rg-b', 'given twice'],
    ['-web', 'cannot be a VM'],
    ['web-01 publishers=&lt;@U123&gt;', 'cannot be a publisher'],
    ['cancel', 'Which one?'],
    ['status a b', 'one capture'],
  ])('"%s" is refused with the way out', (text, says) => {
    expect(problems(text).join('\n')).toContain(says);
  });

  test('names every problem at once, a sentence each', () => {
    const said = problems('web-01 galery=x version=one guest=maybe');
    expect(said).toHaveLength(3);
    for (const sentence of said) expect(sentence).toMatch(/[.?]$/);
  });
});

test('the help shows every verb and every key', () => {
  expect(helpLines.verbs.map(({ usage }) => usage)).toContain('cancel <id>');
  expect(helpLines.keys).toHaveLength(20);
});

test.each([
  ['unlock web-01-abcde reason="nobody answers, so"', 'nobody answers, so'],
  ['unlock web-01-abcde reason=nobody answers here', 'nobody answers here'],
  ['UNLOCK web-01-abcde reason= gone', 'gone'],
])('%s takes a lock away', (text, reason) => {
  expect(parse(text)).toEqual({ is: 'unlock', id: 'web-01-abcde', reason });
});

test.each([
  'unlock',
  'unlock web-01-abcde',
  'unlock web-01-abcde because',
  'unlock reason=x',
  'unlock web-01-abcde reason=',
])('"%s" is asked for its id and a reason', text => {
  expect(parse(text)).toMatchObject({ is: 'unclear', problems: [expect.stringContaining('why')] });
});

test.each([
  ['history 40', { vm: null, count: 40 }],
  ['history web-01 5', { vm: 'web-01', count: 5 }],
])('"%s" says how many lines it is to be', (text, expected) => {
  expect(parse(text)).toEqual({ is: 'history', ...expected });
});

test.each(['history 0', 'history 41', 'history web-01 41', 'history web-01 5 5', 'history vm=web-01'])(
  '"%s" is asked for a number that fits into a message',
  text => {
    expect(parse(text)).toMatchObject({ is: 'unclear', problems: [expect.stringContaining('1 to 40')] });
  },
);

test('history is of one VM or of all, whoami takes nothing, and a capture may wait in line', () => {
  expect(parse('history')).toEqual({ is: 'history', vm: null, count: 20 });
  expect(parse('history rg-web/web-01')).toEqual({ is: 'history', vm: 'rg-web/web-01', count: 20 });
  expect(parse('history a b').is).toBe('unclear');
  expect(parse('whoami')).toEqual({ is: 'whoami' });
  expect(parse('web-01 queue=yes')).toMatchObject({ request: { vm: 'web-01', queue: true } });
});

test('reads that a failed version may be deleted first, of one version that is named', () => {
  expect(request('web-01 version=1.0.2 replace-failed=yes')).toMatchObject({ version: '1.0.2', replaceFailed: true });
  expect(problems('web-01 replace-failed=yes')).toEqual([expect.stringContaining('write which')]);
  expect(problems('web-01 version=minor replace-failed=yes')).toEqual([expect.stringContaining('write which')]);
  expect(request('web-01 replace-failed=no')).toEqual({ vm: 'web-01', replaceFailed: false });
});

test('reads how many copies go into a region, by its long name too, and writes them as they were typed', () => {
  const read = request('web-01 regions=westeurope:3,northeurope,"East US: 2" replicas=4');
  expect(read).toEqual({
    vm: 'web-01',
    regions: ['westeurope', 'northeurope', 'eastus'],
    replicasIn: { westeurope: 3, eastus: 2 },
    replicas: 4,
  });
  const { write } = commandKeys.regions;
  expect(write({ regions: ['westeurope', 'northeurope', 'eastus'], replicasIn: { westeurope: 3, eastus: 2 } })).toEqual(
    ['westeurope:3', 'northeurope', 'eastus:2'],
  );
});

describe('regions as the portal writes them', () => {
  test.each([
    ['regions="West Europe"', ['westeurope']],
    ['regions=West Europe', ['westeurope']],
    ['regions=WEST EUROPE', ['westeurope']],
    ['regions=(Europe) West Europe', ['westeurope']],
    ['regions=“(Europe) West Europe”', ['westeurope']],
    ['regions=West\u00a0Europe,\u200bNorth\u00a0Europe', ['westeurope', 'northeurope']],
    ['regions=West Europe, North Europe', ['westeurope', 'northeurope']],
    ['regions=West Europe,North Europe', ['westeurope', 'northeurope']],
    ['regions=West Europe; North Europe', ['westeurope', 'northeurope']],
    ['regions=(Europe) West Europe, (US) East US 2', ['westeurope', 'eastus2']],
    ['regions=(Asia Pacific) Southeast Asia, (Middle East) UAE North', ['southeastasia', 'uaenorth']],
    ['regions=westeurope, Denmark East', ['westeurope', 'denmarkeast']],
    ['regions=East US 2 replicas=2', ['eastus2']],
    ['regions=westeurope , eastus', ['westeurope', 'eastus']],
    ['regions="West Europe, North Europe"', ['westeurope', 'northeurope']],
    ['regions=\u201cWest Europe, North Europe\u201d', ['westeurope', 'northeurope']],
    ["regions='West Europe, North Europe'", ['westeurope', 'northeurope']],
    ['regions=\u2018West Europe, North Europe\u2019', ['westeurope', 'northeurope']],
    ['regions="westeurope,northeurope"', ['westeurope', 'northeurope']],
    ['regions="westeurope,northeurope",East US', ['westeurope', 'northeurope', 'eastus']],
  ])('%j', (typed, regions) => {
    expect(request(`web-01 ${typed}`)).toMatchObject({ vm: 'web-01', regions });
  });

  test.each([
    'West Europe:3, North Europe',
    '"West Europe:3, North Europe"',
    'West Europe: 3, North Europe',
    '"West Europe":3, "North Europe"',
    'West Europe :3,North Europe',
  ])('with copies: %j', typed => {
    expect(request(`web-01 regions=${typed} replicas=2`)).toMatchObject({
      vm: 'web-01',
      regions: ['westeurope', 'northeurope'],
      replicasIn: { westeurope: 3 },
    });
  });

  test('leave a VM behind them alone', () => {
    expect(request('regions=West Europe:3 web-01')).toMatchObject({ vm: 'web-01', replicasIn: { westeurope: 3 } });
    expect(request('regions=West Europe web-01')).toMatchObject({ vm: 'web-01', regions: ['westeurope'] });
    expect(problems('web-01 regions=westeurope web-02')).toEqual([expect.stringContaining('“web-02”')]);
  });

  test('are named in the refusal where they cannot be one', () => {
    expect(problems('web-01 regions=west$europe')).toEqual([expect.stringContaining('“west$europe”')]);
  });
});

test('what a phone or a page puts in unseen is no part of a name or a value', () => {
  const typed =
    '\u200eweb\u2011\u200b01\ufeff gallery=\u2066golden\u2069 definition\u00ad=\u00a0web version=1.0.\u206d0 ｒｅｐｌｉｃａｓ＝２';
  expect(request(typed)).toEqual({ vm: 'web-01', gallery: 'golden', definition: 'web', version: '1.0.0', replicas: 2 });
});
