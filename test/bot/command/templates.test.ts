import { describe, expect, test } from 'vitest';
import { parseCommand } from '../../../src/bot/command/commands.ts';
import { fromTemplate, listTemplates, templateProblems } from '../../../src/bot/command/templates.ts';
import { parseSettings } from '../../../src/jobs/request/settings.ts';
import { noon } from '../../support/captures.ts';

const templatesIn = (yaml: string) => {
  const scope = 'scopes: [{subscription: 22222222-2222-2222-2222-222222222222}]\n';
  const { data, problems } = parseSettings(`${scope}templates:\n${yaml}`);
  if (!data) throw new Error(problems.join('\n'));
  return data.templates;
};
const templates = templatesIn(`
  nightly-web: { vm: rg-web/web-01, definition: web, version: minor, regions: [West Europe, eastus], checks: off }
  any: { group: rg-web, gallery: golden, replicas: 2, queue: true, exclude-from-latest: no }
  old: { vm: web-01, end-of-life: 2026-01-01 }
`);
const ask = (text: string) => {
  const command = parseCommand(text, noon);
  if (command.is !== 'template') throw new Error(`That is ${command.is}.`);
  const reading = fromTemplate(templates, command, noon);
  return 'request' in reading ? reading.request : reading.problems;
};

describe('a template', () => {
  test('asks for what it says, in the words of a command', () => {
    const nightly = { vm: 'web-01', resourceGroup: 'rg-web', definition: 'web', version: 'minor', checks: 'off' };
    expect(ask('template Nightly-Web')).toEqual({ ...nightly, regions: ['westeurope', 'eastus'] });
    expect(ask('plan template nightly-web')).toMatchObject({ ...nightly, planOnly: true });
    const any = { vm: 'db-01', resourceGroup: 'rg-web', gallery: 'golden', replicas: 2 };
    expect(ask('template any db-01')).toEqual({ ...any, queue: true, excludeFromLatest: false });
  });

  test.each([
    ['template nightly-web version=2.0.0 checks=strict', { version: '2.0.0', checks: 'strict', definition: 'web' }],
    ['template nightly-web web-02', { vm: 'web-02', version: 'minor' }],
    ['template nightly-web group=rg-other', { vm: 'web-01', resourceGroup: 'rg-other' }],
    ['template any rg-other/db-01', { vm: 'db-01', resourceGroup: 'rg-other' }],
    ['template any db-01 queue=no', { queue: false }],
    ['template old end-of-life=2030-01-01', { endOfLife: '2030-01-01' }],
  ])('lets what is typed go over it: %s', (text, expected) => {
    expect(ask(text)).toMatchObject(expected);
  });

  test('leaves the group of its VM behind when another VM is typed', () => {
    expect(ask('template nightly-web web-02')).not.toHaveProperty('resourceGroup');
    expect(ask('template any web-02')).toHaveProperty('resourceGroup', 'rg-web');
  });

  test.each([
    ['template nigthly-web', 'I know no template “nigthly-web”: did you mean nightly-web?'],
    ['template constructor', 'I know no template “constructor”: template alone lists them.'],
    ['template any', 'Which VM? The template any names none: write it behind the name.'],
    [
      'template old',
      'Template old, end-of-life: 2026-01-01 has passed already: an end of life must lie in the future.',
    ],
  ])('says what is wrong, and the way out: %s', (text, says) => {
    expect(ask(text)).toEqual([says]);
  });

  test('is listed as what would be typed for it', () => {
    expect(parseCommand('template', noon)).toEqual({ is: 'templates' });
    expect(listTemplates(templates)).toContainEqual({
      name: 'nightly-web',
      line: 'rg-web/web-01 definition=web version=minor regions=westeurope,eastus checks=off',
    });
  });
});

test('what is wrong in a template is said with its name and its key', () => {
  const wrong = templatesIn(`
  a: { vm: [web-01, web-02], galery: golden, version: 1.2, replicas: 0 }
  b: { vm: rg-web/web-01, group: rg-web, mode: [clone, in-place] }
`);
  expect(templateProblems(wrong).map(line => line.slice(0, 60))).toEqual([
    'templates.a.vm: One VM goes into a capture: leave one.',
    'templates.a.galery: I do not know the key “galery”: did you ',
    'templates.a.version: “1.2” cannot be a version: write three ',
    'templates.a.replicas: “0” cannot be a number of replicas: wr',
    'templates.b.mode: mode takes one value: write for example mo',
    'templates.b.group: The resource group of the VM is given twi',
  ]);
  expect(templateProblems(templates)).toEqual([]);
});
