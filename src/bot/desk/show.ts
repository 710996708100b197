import type { Policy } from '../../jobs/policy/policy.ts';
import type { Procedures } from '../../jobs/procedures/procedure.ts';
import type { Job } from '../../jobs/record/record.ts';
import { isSamePerson, type Person } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import { type AuditFact, factOf } from '../../jobs/store/audit.ts';
import type { auditLog } from '../../jobs/store/audit-log.ts';
import type { Store } from '../../jobs/store/store.ts';
import { withView } from '../access/personal-buttons.ts';
import type { Answer, ChatEvent } from '../chat.ts';
import { answers } from '../notes/answers.ts';
import { historyNote, isTold } from '../notes/history-note.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import type { Seeing } from './read-access.ts';
import { replyWith } from './store-errors.ts';

const listed = 10;
const searched = 200;
const read = 5000;
const together = 20;

/** Shows where captures stand, for the eyes of the one who asks. */
export function showing({
  store,
  audit,
  records,
  settings,
  now,
  policy,
  procedures,
  notes,
  seeing,
}: {
  store: Store<Job>;
  audit: ReturnType<typeof auditLog>;
  records: ChatRecords;
  settings: Settings;
  now: () => Date;
  policy: Policy | null;
  seeing: Seeing;
  procedures: Procedures;
  notes: NotesOfJobs;
}) {
  async function newestOf(person: Person): Promise<Job | null> {
    const ids = await store.list(searched);
    for (let from = 0; from < ids.length; from += 20) {
      const captures = await Promise.all(ids.slice(from, from + 20).map(id => store.loadReadable(id)));
      const own = captures.find(capture => capture !== null && isSamePerson(capture.requester, person));
      if (own) return own;
    }
    return null;
  }

  /** An entry is seen by whoever sees its capture, or else its VM; one that is about neither, by whose it is. */
  async function lookingAt(person: Person): Promise<(fact: AuditFact) => Promise<boolean>> {
    const { sees, seesVm } = await seeing.sightOf(person);
    const known = new Map<string, Promise<Job | null>>();
    return async ({ capture: id, vm, by }) => {
      if (!policy) return true;
      const capture = id ? await (known.get(id) ?? known.set(id, store.loadReadable(id)).get(id)) : null;
      if (capture) return sees(capture);
      return (by !== undefined && isSamePerson(by, person)) || (vm !== undefined && seesVm(vm));
    };
  }

  return {
    async status(id: string | null, event: ChatEvent): Promise<Answer> {
      const capture = id === null ? await newestOf(event.person) : await seeing.load(id, event, 'status');
      if (!capture) return replyWith(id === null ? answers.noneOfYours() : answers.unknown(id));
      const link = await records.linkOf(capture, event.person.platform);
      const note = notes
        .of(capture)
        .card(capture, { now: now(), portalUrl: settings.portalUrl, links: new Map(), approvers: [] });
      return replyWith(withView(answers.withThread(note, link), capture, { part: 'status', policy, procedures }));
    },

    /** Who did what when, out of the newest entries of the audit. */
    async history({ vm, count }: { vm: string | null; count: number }, person: Person): Promise<Answer> {
      const facts = (await audit.newest(read))
        .map(factOf)
        .filter(fact => isTold(fact) && (vm === null || isOf(fact, vm)));
      const isShown = await lookingAt(person);
      const shown: AuditFact[] = [];
      for (let from = 0; from < facts.length && shown.length < count; from += together) {
        const some = facts.slice(from, from + together);
        const may = await Promise.all(some.map(isShown));
        shown.push(...some.filter((_, index) => may[index]));
      }
      return replyWith(historyNote(shown, { vm, count }));
    },

    async list(person: Person): Promise<Answer> {
      const { sees } = await seeing.sightOf(person);
      const seen: Job[] = [];
      const ids = await store.list(searched);
      for (let from = 0; from < ids.length && seen.length < listed; from += together) {
        const captures = await Promise.all(ids.slice(from, from + together).map(id => store.loadReadable(id)));
        seen.push(...captures.filter(capture => capture !== null).filter(sees));
      }
      const rows = seen.slice(0, listed).map(async job => ({
        job,
        title: notes.of(job).title(job),
        titles: notes.of(job).titles,
        subject: notes.of(job).subject(job),
        link: await records.linkOf(job, person.platform),
      }));
      return replyWith(answers.list(await Promise.all(rows)));
    },
  };
}

/** Whether an entry is about a VM, named alone or with its resource group. */
function isOf({ vm: about = '' }: AuditFact, vm: string): boolean {
  const [name, asked] = [about.toLowerCase(), vm.toLowerCase()];
  return name === asked || name.split('/').at(-1) === asked;
}
