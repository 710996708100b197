import { type AuditVerdict, auditLog } from '../../src/jobs/store/audit-log.ts';
import { auditSeal } from '../../src/jobs/store/audit-seal.ts';

type At = Parameters<typeof auditSeal>[0];

/** Seals what was noted, and reads the whole chain. */
export async function verifyAudit(at: At): Promise<AuditVerdict> {
  await auditSeal(at)();
  return await auditLog(at).verify();
}
