/** What a script would do to the guest, told from its text alone. */
export type ScriptEffect =
  | {
      readonly kind: 'deprovision';
      readonly detached: boolean;
      readonly delayMs: number;
      readonly powersOff: boolean;
      readonly watches: boolean;
    }
  | { readonly kind: 'sysprep'; readonly powersOff: boolean; readonly sparesDomainControllers: boolean }
  | { readonly kind: 'read-log' }
  | { readonly kind: 'readiness' }
  | { readonly kind: 'other'; readonly output: string; readonly touched: readonly string[] };

/** Reads a guest script the way the simulated guests do: comments do not count. */
export function readScript(text: string): ScriptEffect {
  const code = withoutComments(text);
  if (/\bCAPTURE_CHECKS=1\b/.test(code)) return { kind: 'readiness' };
  if (/waagent/i.test(code) && /\s["']?--?deprovision(\+user)?\b/.test(code)) {
    return {
      kind: 'deprovision',
      detached: /\b(systemd-run|setsid|nohup)\b|\bat\s+now\b/.test(code),
      delayMs: delaySecondsOf(code) * 1000,
      watches: /\bWATCH_SECONDS=["']?[1-9]/.test(code),
      powersOff: /\b(shutdown|poweroff|halt)\b|init\s+0/.test(code),
    };
  }
  if (/sysprep(\.exe)?\b/i.test(code) && /\/generalize\b/i.test(code)) {
    return {
      kind: 'sysprep',
      powersOff: /\/shutdown\b|Stop-Computer/i.test(code),
      sparesDomainControllers: /\bDomainRole -ge 4\b/.test(code),
    };
  }
  if (/setuperr\.log|waagent\.log|\/run\/capture-image/i.test(code)) return { kind: 'read-log' };
  return { kind: 'other', output: echoed(code), touched: touchedBy(code) };
}

/** The files that plain `touch` lines leave on the disk. */
function touchedBy(code: string): string[] {
  return code.split('\n').flatMap(line => /^\s*touch\s+(\/[\w./-]+)\s*$/.exec(line)?.[1] ?? []);
}

/** The seconds that a detached script waits before it begins: a variable, a timer or a sleep; 45 when it does not say. */
function delaySecondsOf(code: string): number {
  const found =
    /\bDELAY_SECONDS=["']?(\d+)/.exec(code) ?? /--on-active=["']?(\d+)/.exec(code) ?? /\bsleep\s+["']?(\d+)/.exec(code);
  return found?.[1] === undefined ? 45 : Number(found[1]);
}

function withoutComments(text: string): string {
  return text
    .replace(/<#[\s\S]*?#>/g, '')
    .split(/\r?\n/)
    .filter(line => !/^\s*#/.test(line))
    .join('\n');
}

/** What the plain `echo`, `Write-Output` and `Write-Host` lines of a script print; nothing else is really run. */
function echoed(code: string): string {
  const lines = code.split('\n').flatMap(line => {
    const match = /^\s*(?:echo|Write-Output|Write-Host)\s+(?:'([^']*)'|"([^"$`]*)"|([\w .,:=+/-]+))\s*;?\s*$/i.exec(
      line,
    );
    return match ? [match[1] ?? match[2] ?? match[3] ?? ''] : [];
  });
  return lines.map(line => `${line.trimEnd()}\n`).join('');
}
