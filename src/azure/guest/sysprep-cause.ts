/**
 * Why sysprep stops, as its logs say it. `command` mends it in PowerShell, as administrator; `says` finds at most one part, which `command` may need.
 * `final`: nothing mends this VM.
 */
export interface SysprepCause {
  readonly code: string;
  readonly says: RegExp;
  readonly means: string;
  readonly mend: string;
  readonly command?: string | ((part: string) => string);
  readonly final?: true;
}
