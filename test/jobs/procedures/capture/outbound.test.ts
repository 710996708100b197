import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { defaultWorld } from '../../../../sandbox/azure/default-world.ts';
import { warningInWords } from '../../../../src/bot/notes/words/en/warnings.ts';
import { isolateClone } from '../../../../src/jobs/procedures/capture/steps/create-clone.ts';
import { type Real, startReal } from '../../../azure/real.ts';
import { aClone, aPlan, noon } from '../../../support/captures.ts';
import { planOf, settingsOf } from '../../../support/plan-of.ts';

const world = {
  virtualMachines: defaultWorld.virtualMachines.map(one =>
    one.name === 'web-01' ? { ...one, extensions: ['MDE.Linux', 'AzureMonitorLinuxAgent'] } : one,
  ),
};

describe('the plan of a copy', () => {
  let real: Real;
  beforeAll(async () => {
    real = await startReal({ world });
  });
  afterAll(() => real.close());

  const planned = (more = '') => planOf(real, { vm: 'web-01', definition: 'web' }, settingsOf(more));

  test('says what starts in it, and how far its network lets out', async () => {
    const { warnings, clone } = await planned();
    expect(clone?.outbound).toBe('region');
    expect(warnings.map(warningInWords).join('\n')).toContain('its services and scheduled tasks run again');
    expect(warnings.map(warningInWords).join('\n')).toContain('AzureMonitorLinuxAgent, MDE.Linux');
    expect(warnings.map(warningInWords).join('\n')).toContain('Azure in westeurope over HTTPS');
  });

  test('says what the settings let out instead', async () => {
    const { warnings, clone } = await planned('clone: { outbound: none }\n');
    expect(clone?.outbound).toBe('none');
    expect(warnings.map(warningInWords).join('\n')).toContain('It can reach nothing');
  });

  test.each([
    ['region', 'AzureCloud.westeurope'],
    ['azure', 'AzureCloud.westeurope'],
    ['none', undefined],
    [undefined, 'AzureCloud.westeurope'],
  ] as const)(
    'with outbound %s is carried out so that it lets out to %s, never more than the settings do',
    async (outbound, to) => {
      const id = `/subscriptions/22222222-2222-2222-2222-222222222222/resourceGroups/rg-web/providers/Microsoft.Network/networkSecurityGroups/out-${outbound}`;
      const plan = aPlan({ clone: { ...aClone(), ...(outbound ? { outbound } : {}), securityGroupId: id } });
      await isolateClone.start({
        captureId: 'x',
        plan,
        step: { name: 'isolate-clone', title: '', irreversible: false, state: 'todo', attempt: 1 },
        steps: [],
        azure: real.azure,
        settings: settingsOf(),
        resourceTags: { captureId: 'x', attempt: 1, expiresAt: noon.toISOString() },
      });
      const rules = real.world.network.get(id.toLowerCase())?.properties.securityRules as {
        properties: { direction: string; access: string; destinationAddressPrefix: string };
      }[];
      const letOut = rules.filter(
        ({ properties: { direction, access } }) => direction === 'Outbound' && access === 'Allow',
      );
      expect(letOut.map(({ properties }) => properties.destinationAddressPrefix)).toEqual(to ? [to] : []);
    },
  );
});
