import { approve } from '../../jobs/approval/plan-authorization.ts';
import type { Job } from '../../jobs/record/record.ts';
import { cancel } from '../../jobs/record/transitions.ts';
import { isSameChannel, type Person, type Place } from '../../jobs/request/request.ts';
import type { Settings } from '../../jobs/request/settings.ts';
import type { Authorizer } from '../access/authorizer.ts';
import { entitlementFor, needsApproval } from '../access/entitlement.ts';
import { mayDecide } from '../access/may-decide.ts';
import { withView } from '../access/personal-buttons.ts';
import { actionOfButton } from '../actions.ts';
import type { Button, Note, NotePart, Viewer } from '../chat.ts';
import { repeatRequest } from '../command/repeat.ts';
import { shownIn } from '../lib/place-view.ts';
import { answers, toldInPrivate } from '../notes/answers.ts';
import type { NoteContext } from '../notes/elements.ts';
import type { NotesOfJobs } from '../notes/job-notes.ts';
import type { Mentioning } from '../outbox/approver-mentions.ts';
import type { ChatRecords } from '../outbox/delivery-record.ts';
import type { Seeing } from './read-access.ts';

/** Draws a note about a capture from the record as it is now, with the buttons that one person may press. */
export function viewing({
  seeing,
  records,
  settings,
  authorizer,
  now,
  approversOf,
  notes,
}: {
  seeing: Seeing;
  records: ChatRecords;
  settings: Settings;
  authorizer: Authorizer;
  now: () => Date;
  approversOf: Mentioning;
  notes: NotesOfJobs;
}) {
  return async (view: string, { person, place, isProven }: Viewer): Promise<Note | null> => {
    const [id = '', part = ''] = view.split(' ');
    const capture = await seeing.load(id, { person, place });
    if (!capture || !(isProven || (await isToldIn(capture, place)))) return null;
    const note = await noteOf(capture, part, place);
    if (!note) return null;
    const parts: NotePart[] = [];
    for (const one of note.parts) {
      if (one.is !== 'buttons') parts.push(one);
      else parts.push({ ...one, buttons: await pressable(one.buttons, capture, person) });
    }
    const shown = parts.filter(one => one.is !== 'buttons' || one.buttons.length > 0);
    const { personal } = withView(note, capture, { part, ...authorizer });
    return { ...note, parts: shown, ...(personal ? { personal } : {}) };
  };

  /** Whether a capture is told in a place, whatever a client says of it. */
  async function isToldIn(capture: Job, place: Place): Promise<boolean> {
    const told = [capture.place, ...(capture.mirrors ?? []).map(mirror => mirror.place)];
    const { place: moved } = await records.load(capture.id);
    return [...told, ...(moved ? [moved] : [])].some(one => isSameChannel(one, place));
  }

  async function noteOf(capture: Job, part: string, place: Place): Promise<Note | null> {
    const { entry, shown } = shownIn(capture, place);
    const notesOf = notes.of(capture);
    const approvers = await approversOf(shown);
    const context: NoteContext = {
      now: now(),
      portalUrl: settings.portalUrl,
      links: new Map(),
      approvers,
      keepFailedHours: settings.clone.keepFailedHours,
    };
    if (part === 'root') {
      const { told } = await records.load(entry);
      return told ? toldInPrivate(notesOf.card(shown, context), told) : notesOf.card(shown, context);
    }
    if (part === 'status')
      return answers.withThread(notesOf.card(capture, context), await records.linkOf(capture, place.platform));
    if (part === 'anyway') return notesOf.cancelAnyway(capture);
    const notice = capture.notices[Number(part)];
    return notice ? notesOf.notice(shown, notice, context) : null;
  }

  async function pressable(buttons: readonly Button[], capture: Job, person: Person): Promise<readonly Button[]> {
    const may = await Promise.all(buttons.map(button => mayPress(button, capture, person)));
    return buttons.filter((_, index) => may[index]);
  }

  async function mayPress({ action, value }: Button, capture: Job, by: Person): Promise<boolean> {
    if (action === 'repeat') return (await authorizer.mayAsk(by, repeatRequest(capture.request, now()))).is === 'yes';
    if (action === 'start') return (await authorizer.mayAsk(by, { ...capture.request, planOnly: false })).is === 'yes';
    if (action === 'replace-failed') return (await authorizer.mayAsk(by, capture.request)).is === 'yes';
    const captureAction = actionOfButton(action);
    if (!captureAction) return false;
    const { ruled, approver, fresh } = await entitlementFor(authorizer, capture, {
      chatEvent: { person: by },
      captureAction,
    });
    const { status, plan } = capture;
    const asked = status.is === 'waiting' ? { for: status.for, planHash: plan?.hash ?? '' } : null;
    if (mayDecide(capture, { by, captureAction, edited: false, asked, ruled }).is === 'no') return false;
    if (captureAction === 'cancel') return cancel(capture, { by, now: now() }).is === 'yes';
    const { policy, procedures } = authorizer;
    if (captureAction !== 'confirm' || !policy || !approver || !needsApproval(policy, capture, authorizer)) return true;
    const planHash = value.split(' ')[1] ?? null;
    return (
      approve({ ...capture, ...fresh }, { ...approver, procedures, policy, by, planHash, now: now() }).is === 'yes'
    );
  }
}
