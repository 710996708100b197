import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findRule, readFindings, rules } from '../../../src/azure/guest/readiness.ts';
import { linuxRules } from '../../../src/azure/guest/readiness-linux.ts';
import { windowsRules } from '../../../src/azure/guest/readiness-windows.ts';
import { linuxChecks, linuxDeprovision, windowsChecks } from '../../../src/azure/guest/scripts.ts';

const answer = (...lines: readonly string[]) => ['CAPTURE_CHECKS=1', ...lines, ''].join('\n');

describe('readFindings', () => {
  it('reads a whole answer', () => {
    const output = answer('openssl|must|1.1.0g', 'python|fine|3.10.12', 'CAPTURE_RC=0 2 findings, 3 left out');

    expect(readFindings(output)).toEqual({
      findings: [
        { code: 'openssl', level: 'must', detail: '1.1.0g' },
        { code: 'python', level: 'fine', detail: '3.10.12' },
      ],
      truncated: 3,
      complete: true,
    });
  });

  it('reads the line ends of Windows, and nothing after the end', () => {
    const output = answer('rdp|fine|on', 'CAPTURE_RC=0 1 findings, 0 left out', 'WARNING: rdp|must|x', 'rdp|must|x');

    expect(readFindings(output.replaceAll('\n', '\r\n'))).toMatchObject({
      findings: [{ code: 'rdp', level: 'fine', detail: 'on' }],
      complete: true,
    });
  });

  it('shows a code that nobody here knows as it is', () => {
    const { findings } = readFindings(answer('of-tomorrow|should|a|b', 'CAPTURE_RC=0 1 findings, 0 left out'));

    expect(findings).toEqual([{ code: 'of-tomorrow', level: 'should', detail: 'a|b' }]);
    expect(findRule('of-tomorrow')).toBeNull();
  });

  it.each([
    ['whose beginning is gone', 'openssl|must|1.1.0g\nCAPTURE_RC=0 2 findings, 0 left out\n', 1],
    ['whose end is gone', answer('openssl|must|1.1.0g', 'python|fi'), 1],
    ['whose middle is gone', answer('openssl|must|1.1.0g', 'CAPTURE_RC=0 2 findings, 0 left out'), 1],
    ['of another format', 'CAPTURE_CHECKS=2\nopenssl|must|x\nCAPTURE_RC=0 1 findings, 0 left out\n', 1],
    ['that is a refusal', 'This must run as root.\nCAPTURE_RC=3\n', 0],
    ['that is nothing', '', 0],
  ])('does not take for complete an answer %s', (_what, output, count) => {
    const { findings, complete } = readFindings(output);

    expect({ complete, count: findings.length }).toEqual({ complete: false, count });
  });

  it('reads anything without a stumble, and what was cut off is never complete', () => {
    const line = fc.oneof(
      fc.string(),
      fc.constantFrom('CAPTURE_CHECKS=1', 'CAPTURE_RC=0 1 findings, 0 left out', 'openssl|must|1', 'a|fine|b|c', '|||'),
    );
    fc.assert(
      fc.property(fc.array(line), lines => {
        const { findings, truncated } = readFindings(lines.join('\n'));
        return truncated >= 0 && findings.every(({ code, detail }) => code !== '' && !/[\r\n]/.test(detail));
      }),
    );
    const whole = answer('openssl|must|1.1.0g', 'python|fine|3', 'CAPTURE_RC=0 2 findings, 0 left out').trimEnd();
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(whole.length), (from, to) => {
        const cut = whole.slice(Math.min(from, to), Math.max(from, to));
        return cut === whole || !readFindings(cut).complete;
      }),
    );
  });
});

describe('the rules', () => {
  it('have one code each', () => {
    const codes = rules.map(({ code }) => code);

    expect(codes.filter((code, at) => codes.indexOf(code) !== at)).toEqual([]);
  });

  it.each(rules)('$code says why and what to do in whole sentences, with a source', ({ title, why, mend, source }) => {
    expect(why).toMatch(/^\S.*\.$/);
    expect([title, mend].every(text => text.length > 3)).toBe(true);
    expect([title, why, mend].join(' ')).not.toMatch(/[\u2013\u2014]/);
    expect(new URL(source.url).protocol).toBe('https:');
  });

  it.each([
    ['Linux', linuxChecks(), /(?:report|judge) ([a-z0-9-]+) (must|should|fine)/g],
    ['Windows', windowsChecks(), /Add-(?:Finding|Verdict) '([a-z0-9-]+)' '(must|should|fine)'/g],
  ])('are those of the script for %s, and never milder than it', (_os, script, pattern) => {
    const said = [...script.matchAll(pattern)].map(([, code = '', level]) => ({ code, level }));

    expect(said.length).toBeGreaterThan(20);
    expect(said.filter(({ code }) => !findRule(code))).toEqual([]);
    expect(said.filter(({ code, level }) => level === 'must' && findRule(code)?.level !== 'must')).toEqual([]);
  });

  it('are all looked at by the script for Windows', () => {
    expect(
      windowsRules.filter(
        ({ code }) =>
          !windowsChecks().includes(`'${code}' 'fine'`) && !windowsChecks().includes(`Add-Verdict '${code}'`),
      ),
    ).toEqual([]);
  });

  it.each(windowsRules)('$code is in the table of Windows in docs/readiness.md', ({ code }) => {
    const page = readFileSync(new URL('../../../docs/readiness.md', import.meta.url), 'utf8');
    const table = page.slice(page.indexOf('## What a Windows image keeps'));

    expect(
      ['agent-services', 'windows-agent-version', 'domain-controller'].includes(code) || table.includes(`\`${code}\``),
    ).toBe(true);
  });

  it.each(linuxRules)('$code is in the tables of Linux in docs/readiness.md', ({ code }) => {
    const page = readFileSync(new URL('../../../docs/readiness.md', import.meta.url), 'utf8');
    const tables = page.slice(page.indexOf('## What a Linux image keeps'), page.indexOf('## In a capture'));

    expect(tables).toContain(`\`${code}\``);
  });

  it('have a name for each thing that a deprovision of Linux says stays', () => {
    const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 45 });
    const said = [...script.matchAll(/\bstay ([a-z0-9-]+) /g)].map(([, code = '']) => code);

    expect(said.length).toBeGreaterThan(12);
    expect(said.filter(code => !findRule(code)?.stays)).toEqual([]);
    expect(linuxRules.filter(({ code, stays }) => stays && !said.includes(code))).toEqual([]);
  });

  it('leave a Windows guest as it is', () => {
    const code = windowsChecks().replaceAll(/#.*|'[^']*'/g, '');
    const commands = [...code.matchAll(/(?<![\w\\-])[A-Z][a-z]+-[A-Z]\w+/g)].map(([command]) => command);
    const looking = /^(Get|Test|Select|Sort|Where|ForEach|Join|Write|Add)-/;

    expect([...new Set(commands)].filter(command => !looking.test(command)).sort()).toEqual([
      'Invoke-CimMethod',
      'New-Object',
      'Out-Null',
      'Set-StrictMode',
    ]);
    expect(windowsChecks().match(/-MethodName \w+/g)).toEqual(['-MethodName GetConversionStatus']);
    expect(
      commands.filter(command => command.startsWith('Add-')).every(command => /^Add-(Finding|Verdict)$/.test(command)),
    ).toBe(true);
  });
});
