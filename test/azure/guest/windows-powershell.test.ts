import { beforeAll, describe, expect, it } from 'vitest';
import { manualCommand, windowsChecks, windowsReadLog, windowsSysprep } from '../../../src/azure/guest/scripts.ts';
import { noPowerShell, patienceMs, powershell, skippedBecause } from '../../support/windows/powershell.ts';
import { commands, methods, types } from '../../support/windows/windows-powershell.ts';

interface Use {
  readonly wrong: readonly string[];
  readonly syntax: readonly string[];
  readonly commands: readonly {
    readonly name: string;
    readonly named: readonly string[];
    readonly positional: number;
  }[];
  readonly splatted: readonly string[];
  readonly types: readonly string[];
  readonly methods: readonly string[];
}

const scripts = {
  windowsSysprep: windowsSysprep({ captureId: 'capture-1', deadlineSeconds: 900 }),
  windowsReadLog: windowsReadLog({ captureId: 'capture-1' }),
  windowsChecks: windowsChecks(),
  manualCommand: manualCommand('Windows'),
} as const;

const samples = {
  "$a ?? 'b'": 'a null-coalescing operator',
  "$a ??= 'b'": 'a null-coalescing operator',
  '$a ? 1 : 2': 'a ternary',
  'sysprep && shutdown': 'a chain of pipelines',
  'sysprep || exit 1': 'a chain of pipelines',
  '${a}?.Length': 'a null-conditional access',
  'sysprep &': 'a pipeline in the background',
  '"`e[0m"': 'a new escape',
  '"`u{2713}"': 'a new escape',
  '$a = 0b101': 'the number 0b101',
  '$a = 5u': 'the number 5u',
  "'a' -replace 'a', { 'b' }": 'a replacement by a script block',
  'function f { clean { 1 } }': 'a clean block',
  'Join-Path C: Windows Panther': 'Join-Path with 3 unnamed',
  'Get-Content -LiteralPath a -AsByteStream': 'Get-Content -AsByteStream',
  'Get-Date -UnixTimeSeconds 1': 'Get-Date -UnixTimeSeconds',
  'Get-Uptime': 'Get-Uptime',
  gci: 'gci',
  '$query = @{ ClassName = "a"; Retry = 1 }; Get-CimInstance @query': '@Retry',
  '[Span[char]] $a': '[Span[char]]',
  "'a'.Contains('a', 1)": '.Contains/2',
} as const;

/** What is in a script that Windows PowerShell 5.1 would not understand, as far as the parser and the tables know. */
function strange(use: Use): string[] {
  const shared = ['ErrorAction'];
  return [
    ...use.wrong,
    ...use.syntax,
    ...use.commands.flatMap(({ name, named, positional }) => {
      const known = commands[name];
      if (!known) return [name];
      return [
        ...named.filter(one => ![...known.named, ...shared].includes(one)).map(one => `${name} -${one}`),
        ...(positional > (known.positional ?? 0) ? [`${name} with ${positional} unnamed`] : []),
      ];
    }),
    ...use.splatted
      .filter(one => ![...(commands['Get-CimInstance']?.named ?? []), ...shared].includes(one))
      .map(one => `@${one}`),
    ...use.types.filter(one => !types.includes(one)).map(one => `[${one}]`),
    ...use.methods.filter(one => !methods.includes(one)).map(one => `.${one}`),
  ];
}

describe.skipIf(noPowerShell)(`the scripts for Windows${skippedBecause}`, () => {
  const found = new Map<string, string[]>();
  beforeAll(async () => {
    const texts = [...Object.values(scripts), ...Object.keys(samples)];
    const lines = (await powershell('used.ps1', [], JSON.stringify(texts))).trimEnd().split('\n');
    for (const [at, text] of texts.entries()) found.set(text, strange(JSON.parse(lines[at] ?? '') as Use));
  }, patienceMs);

  it.each(Object.entries(scripts))('%s is all Windows PowerShell 5.1', (_name, text) => {
    expect(found.get(text)).toEqual([]);
  });

  it.each(Object.entries(samples))('would not be with %s', (text, why) => {
    expect(found.get(text)).toContain(why);
  });
});
