import { describe, expect, it } from 'vitest';
import {
  linuxChecks,
  linuxDeprovision,
  linuxReadLog,
  manualCommand,
  tailOf,
  windowsChecks,
  windowsReadLog,
  windowsSysprep,
} from '../../../src/azure/guest/scripts.ts';

const scripts = [
  ['linuxDeprovision', (captureId: string) => linuxDeprovision({ captureId, delaySeconds: 45 })],
  ['linuxReadLog', (captureId: string) => linuxReadLog({ captureId })],
  ['windowsSysprep', (captureId: string) => windowsSysprep({ captureId, deadlineSeconds: 900 })],
  ['windowsReadLog', (captureId: string) => windowsReadLog({ captureId })],
] as const;

describe.each(scripts)('%s', (_name, script) => {
  it.each(['', 'A', 'a b', "a'; reboot; '", 'a\n', '$(reboot)', '`reboot`', '../a', 'é', 'a'.repeat(65)])(
    'refuses the id %j, naming it',
    captureId => {
      expect(() => script(captureId)).toThrow(`not ${JSON.stringify(captureId)}.`);
    },
  );

  it('is plain ASCII with line feeds, so that no dash is a typographic one', () => {
    expect(script('capture-1')).toMatch(/^[\t\n\x20-\x7e]*$/);
  });
});

describe.each([
  ['linuxChecks', linuxChecks()],
  ['windowsChecks', windowsChecks()],
])('%s', (_name, script) => {
  it('is plain ASCII with line feeds, so that no dash is a typographic one', () => {
    expect(script).toMatch(/^[\t\n\x20-\x7e]*$/);
  });

  it('is all there', () => {
    expect(script).not.toContain('# -- the ');
    expect(script).toContain('CAPTURE_CHECKS=1');
  });
});

// Microsoft's run-command-extension-linux takes 256 KiB in base64; the other handlers name no limit. Half of it leaves room.
it.each<[string, string]>([
  ...scripts.map(([name, script]): [string, string] => [name, script('capture-1')]),
  ['linuxChecks', linuxChecks()],
  ['windowsChecks', windowsChecks()],
])('%s is small enough for Run Command', (_name, script) => {
  expect(script.length).toBeGreaterThan(300);
  expect(Buffer.from(script).toString('base64').length).toBeLessThan(128 * 1024);
});

describe('the parameters of a script', () => {
  it.each([-1, 1.5, Number.NaN, 86_401])('are refused when a number of seconds is %d', value => {
    expect(() => linuxDeprovision({ captureId: 'a', delaySeconds: value })).toThrow('delaySeconds must be');
    expect(() => windowsSysprep({ captureId: 'a', deadlineSeconds: value })).toThrow('deadlineSeconds must be');
  });

  it('stand below the line that names the shell', () => {
    const lines = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 45 }).split('\n');

    expect(lines.slice(0, 3)).toEqual(['#!/bin/sh', "CAPTURE_ID='capture-1'", "DELAY_SECONDS='45'"]);
  });

  it('stand on top of a PowerShell script', () => {
    const lines = windowsSysprep({ captureId: 'capture-1', deadlineSeconds: 900 }).split('\n');

    expect(lines.slice(0, 2)).toEqual(["$CaptureId = 'capture-1'", '$DeadlineSeconds = 900']);
  });
});

describe('manualCommand', () => {
  it('is one line that needs no answer and shows whether it worked', () => {
    const command = manualCommand('Linux');

    expect(command).toMatch(/^sudo sh -c '[^'\n]*'$/);
    expect(command).toContain('waagent -force -deprovision+user');
  });

  it('is the sysprep line that the script runs too', () => {
    const [, flags] = /sysprep\.exe" (.*) }$/.exec(manualCommand('Windows')) ?? [];

    expect(flags).toBe('/oobe /generalize /mode:vm /quiet /shutdown');
    expect(windowsSysprep({ captureId: 'a', deadlineSeconds: 1 })).toContain(`'${flags}'`);
  });
});

describe('tailOf', () => {
  it.each([
    ['CAPTURE_RC=0 scheduled\n', { rc: 0, text: 'scheduled' }],
    ['It is not installed.\r\nCAPTURE_RC=4\r\n', { rc: 4, text: 'It is not installed.' }],
    ['CAPTURE_RC=0\nlater\nCAPTURE_RC=10', { rc: 10, text: 'later' }],
    ['[stdout]\nCAPTURE_RC=7\n\n[stderr]\n', { rc: 7, text: '[stdout]\n\n[stderr]' }],
    ['cut off before it came to', { rc: null, text: 'cut off before it came to' }],
    ['echo CAPTURE_RC=0', { rc: null, text: 'echo CAPTURE_RC=0' }],
    ['', { rc: null, text: '' }],
  ])('reads %j', (output, answer) => {
    expect(tailOf(output)).toEqual(answer);
  });
});
