import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { sysprepCauses } from '../../../src/azure/guest/sysprep-causes.ts';
import { readSysprepLog } from '../../../src/azure/guest/sysprep-log.ts';

const folder = new URL('../../fixtures/sysprep/', import.meta.url);
const fixtures = readdirSync(folder).map(name => ({
  name,
  code: name.replace(/(-\d)?\.txt$/, ''),
  text: readFileSync(new URL(name, folder), 'utf8'),
}));

const at = '2026-06-01 12:00:0';
/** A log as a guest writes it: what every run says, errors of runs that go well among it, and what comes of a failure. */
const wholeLog = (errors: string) =>
  [
    `${at}1, Info                  SYSPRP ===          Beginning of a new sysprep run          ===`,
    `${at}1, Info       [0x0f0054] SYSPRP ValidatePrivileges:User has required privileges to sysprep machine`,
    `${at}2, Warning               SYSPRP WinMain: File operations pending`,
    `${at}3, Info       [0x0f0080] SYSPRP ActionPlatform::LaunchModule: Found 'Sysprep_Clean_Validate_Opk' in C:\\Windows\\System32\\spopk.dll; executing it`,
    `${at}4, Error                 SYSPRP MRTGeneralize:98 - ERROR: Failed ConnectServer`,
    `${at}5, Error                 SYSPRP setupdigetclassdevs failed with error 0`,
    `${at}5, Error                 SYSPRP Error 0x-2147417850: Failed to re-enable Compat-Gentel custom trigger.[gle=0x0000047e]`,
    `${at}6, Info       [0x0f0080] SYSPRP ActionPlatform::LaunchModule: Found 'SysprepGeneralizeValidate' in C:\\Windows\\System32\\AppxSysprep.dll; executing it`,
    errors,
    `${at}9, Info       [0x0f0052] SYSPRP Shutting down SysPrep log`,
  ].join('\r\n');

describe('the log of a sysprep that failed', () => {
  it.each(fixtures)('tells its cause, by the first line that says it: $name', ({ code, text }) => {
    const { cause, lines, command } = readSysprepLog(text);

    expect(cause?.code).toBe(code);
    expect(text.replaceAll('\r', '')).toContain(lines[0]);
    expect(command === null).toBe(cause?.command === undefined);
  });

  it('condemns no machine of which one provider failed with the same number', () => {
    const line =
      "2026-06-01 12:00:09, Error      SYSPRP ActionPlatform::LaunchModule: Failure occurred while executing 'GeneralizeFoo' from C:\\Windows\\System32\\foo.dll; dwRet = 0x8007001f";

    expect(readSysprepLog(line).cause?.code).toBe('provider');
  });

  it('tells it with the line ends of Windows too, and without the rest of the log', () => {
    for (const { code, text } of fixtures) expect(readSysprepLog(text.replaceAll('\n', '\r\n')).cause?.code).toBe(code);
  });

  it.each(fixtures)('tells it out of a whole log, from what is always in it: $name', ({ code, text }) => {
    const { cause, lines } = readSysprepLog(wholeLog(text));

    expect(cause?.code).toBe(code);
    expect(text.replaceAll('\r', '')).toContain(lines[0]);
    expect(lines.join()).not.toMatch(/MRTGeneralize|error 0\b|Compat-Gentel|Info |Warning /);
  });

  it('takes what every sysprep calls an error for no cause', () => {
    expect(readSysprepLog(wholeLog(''))).toMatchObject({ cause: null, lines: [] });
  });

  it('takes devices that cannot be listed for drivers, and no access to apps for no app of one user', () => {
    const codeOf = (line: string) =>
      readSysprepLog(`2026-06-01 12:00:09, Error                 SYSPRP ${line}`).cause?.code;

    expect(codeOf('setupdigetclassdevs failed with error 5')).toBe('drivers');
    expect(codeOf('setupdigetclassdevs failed with error 0')).toBeUndefined();
    expect(codeOf('Exit code of RemoveAllApps thread was 0x3cf2.')).toBe('apps');
    expect(codeOf('RunPlatformActions:Failed while validating Sysprep session actions; dwRet = 0x3cf2')).toBe('apps');
    expect(codeOf('Failed to remove apps for the current user: 0x80070005.')).toBe('app-store-denied');
  });

  test('every cause is tried', () => {
    expect(sysprepCauses.map(({ code }) => code).filter(code => !fixtures.some(one => one.code === code))).toEqual([]);
  });

  test.each(sysprepCauses)('docs/readiness.md lists $code', ({ code, means, mend }) => {
    const page = readFileSync(new URL('../../../docs/readiness.md', import.meta.url), 'utf8');

    expect(page).toContain(`| \`${code}\` | ${means} | ${mend} |`);
  });

  it('names each app, with a command to copy that removes it', () => {
    const { lines, command } = readSysprepLog(fixtures.find(({ name }) => name === 'app-of-one-user.txt')?.text ?? '');

    expect(lines[0]).toMatch(/^SYSPRP Package Fabrikam\.Paint-Plus_2\.7\.11\.0_x64__8wekyb3d8bbwe was installed/);
    expect(command?.split('\n')).toEqual([
      "Get-AppxPackage -AllUsers -Name 'Fabrikam.Paint-Plus' | Remove-AppxPackage -AllUsers",
      "Get-AppxPackage -AllUsers -Name 'Contoso.LanguageExperiencePackde-DE' | Remove-AppxPackage -AllUsers",
    ]);
  });

  it.each(["a'; Remove-Item C:\\ #", 'a$(calc)', 'a`n', 'a" & calc', 'a b', '\u2019; calc #'])(
    'makes no command of a name that is none: %j',
    name => {
      const line = `SYSPRP Package ${name}_1.0.0.0_x64__8wekyb3d8bbwe was installed for a user, but not provisioned for all users.`;

      expect(readSysprepLog(line).command ?? '').not.toMatch(/calc|Remove-Item|`/);
    },
  );

  it('is short, whatever it holds', () => {
    const package_ = (at: number) =>
      `SYSPRP Package ${'x'.repeat(100)}${at}_1.0_x64__8wekyb3d8bbwe was installed for a user, but not provisioned for all users.`;
    const { lines, command } = readSysprepLog(Array.from({ length: 500 }, (_, at) => package_(at)).join('\n'));

    expect(lines.join('\n').length).toBeLessThan(410);
    expect(command?.split('\n').length).toBeLessThanOrEqual(3);
  });

  it('shows what failed, and not what came of it, where nobody knows the cause', () => {
    const { cause, lines } = readSysprepLog(
      [
        '2026-06-01 12:00:09, Error      [0x0f0099] SYSPRP Quux: the flux is out of phase; hr = 0x80004005',
        '2026-06-01 12:00:09, Error      [0x0f0070] SYSPRP RunDlls:An error occurred while running registry sysprep DLLs, halting sysprep execution. dwRet = 0x4005',
        '2026-06-01 12:00:09, Error      [0x0f00a8] SYSPRP WinMain:Hit failure while processing sysprep generalize internal providers; hr = 0x80004005',
      ].join('\n'),
    );

    expect({ cause, lines }).toEqual({
      cause: null,
      lines: ['SYSPRP Quux: the flux is out of phase; hr = 0x80004005'],
    });
  });

  it('does not show a product key', () => {
    const { lines } = readSysprepLog('SYSPRP Quux: error with ABCDE-12345-FGHIJ-67890-KLMNO');

    expect(lines).toEqual(['SYSPRP Quux: error with [cut]']);
  });
});
