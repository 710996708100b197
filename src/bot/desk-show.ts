import { type AuditFact, factOf } from '../jobs/audit.ts';
import type { auditLog } from '../jobs/audit-log.ts';
import type { Policy } from '../jobs/policy.ts';
import type { Capture } from '../jobs/record.ts';
import { isSamePerson, type Person } from '../jobs/request.ts';
import type { Settings } from '../jobs/settings.ts';
import type { Store } from '../jobs/store.ts';
import type { Answer } from './chat.ts';
import type { ChatRecords } from './chat-record.ts';
import { tell } from './desk-words.ts';
import { answers } from './notes/answers.ts';
import { captureNote } from './notes/capture-note.ts';
import { historyNote } from './notes/history-note.ts';
import { withView } from './views.ts';

const listed = 10;
const searched = 200;
const read = 5000;

/** Shows where captures stand, for the eyes of the one who asks. */
export function showing({
  store,
  audit,
  records,
  settings,
  now,
  policy,
}: {
  store: Store;
  audit: ReturnType<typeof auditLog>;
  records: ChatRecords;
  settings: Settings;
  now: () => Date;
  policy: Policy | null;
}) {
  async function newestOf(person: Person): Promise<Capture | null> {
    const ids = await store.list(searched);
    for (let from = 0; from < ids.length; from += 20) {
      const captures = await Promise.all(ids.slice(from, from + 20).map(id => store.load(id)));
      const own = captures.find(capture => capture !== null && isSamePerson(capture.requester, person));
      if (own) return own;
    }
    return null;
  }

  return {
    async status(id: string | null, person: Person): Promise<Answer> {
      const capture = id === null ? await newestOf(person) : await store.load(id);
      if (!capture) return tell(id === null ? answers.noneOfYours() : answers.unknown(id));
      const link = await records.linkOf(capture, person.platform);
      const note = captureNote(capture, { now: now(), portalUrl: settings.portalUrl, links: new Map(), approvers: [] });
      return tell(withView(answers.withThread(note, link), capture, { part: 'status', policy }));
    },

    /** Who did what when, out of the newest entries of the audit. */
    async history({ vm, count }: { vm: string | null; count: number }): Promise<Answer> {
      const facts = (await audit.newest(read)).map(factOf).filter(fact => vm === null || isOf(fact, vm));
      return tell(historyNote(facts, { vm, count }));
    },

    async list(person: Person): Promise<Answer> {
      const ids = await store.list(listed);
      const rows = await Promise.all(
        ids.map(async id => {
          const capture = await store.load(id);
          return capture ? [{ capture, link: await records.linkOf(capture, person.platform) }] : [];
        }),
      );
      return tell(answers.list(rows.flat()));
    },
  };
}

/** Whether an entry is about a VM, named alone or with its resource group. */
function isOf({ vm: about = '' }: AuditFact, vm: string): boolean {
  const [name, asked] = [about.toLowerCase(), vm.toLowerCase()];
  return name === asked || name.split('/').at(-1) === asked;
}
