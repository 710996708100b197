import { CannotDo } from '../../chat/cannot-do.ts';
import type { Channel, FormValues, Json, Message, OpenView, User } from '../model.ts';
import { messageOf, viewOf } from '../shapes.ts';
import { app } from '../world.ts';
import { findElement, initialValues, type Placed, stateOf, withValues } from './fields.ts';
import { findPerson, findRoom, type Hands, interactionBy, type Twist } from './person.ts';

/** Who uses which element. */
export interface Press extends Twist {
  readonly user: string;
  readonly action_id: string;
  readonly block_id?: string;
  /** For what is not a button: a text, the value of an option, a list of them, or the state itself. */
  readonly value?: unknown;
}

/** What came of a press. */
export interface PressResult {
  readonly ok: boolean;
  readonly error?: string;
  readonly trigger_id: string;
  /** The dialog in which the person has confirmed first, when the element has one. */
  readonly confirm: unknown;
}

/** Uses an element of a message: the app gets block_actions and three seconds. */
export async function pressInMessage(
  hands: Hands,
  press: Press & { channel: string; ts: string },
): Promise<PressResult> {
  const person = findPerson(hands, press.user);
  const channel = findRoom(hands, person, press.channel);
  const message = hands.workspace.findMessage(channel.id, press.ts);
  if (!message || (message.ephemeralFor && message.ephemeralFor !== person.id))
    throw new CannotDo('message_not_found', `${person.id} sees no message ${press.ts} in ${press.channel}.`);
  const blocks = message.blocks ?? [];
  const placed = find(blocks, press);
  const state = chosen(placed, press.value, []);
  const values = state ? withValues(initialValues(blocks), [{ placed, state }]) : initialValues(blocks);
  return await send(hands, person, placed, state, {
    ...whereInMessage(hands, person, channel, message, values),
    ...press.change,
  });
}

/** Uses an element of an open modal that tells the app at once. */
export async function pressInView(hands: Hands, press: Press & { view: string }): Promise<PressResult> {
  const person = findPerson(hands, press.user);
  const open = openView(hands, person, press.view);
  const placed = find(open.view.blocks, press);
  if (placed.block.type === 'input' && placed.block.dispatch_action !== true)
    throw new CannotDo('element_tells_nobody', `${press.action_id} is in an input block without dispatch_action.`);
  const state = chosen(placed, press.value, []);
  const values = state ? withValues(open.values, [{ placed, state }]) : open.values;
  const now = hands.workspace.putView({ ...open, values });
  const where = { container: { type: 'view', view_id: open.id }, view: viewOf(now) };
  return await send(hands, person, placed, state, { ...where, ...press.change });
}

/** The view by its id that this person has open. */
export function openView({ workspace }: Hands, person: User, id: string): OpenView {
  const open = workspace.findView(id);
  if (!open || open.user !== person.id) throw new CannotDo('view_not_found', `${person.id} has no view ${id} open.`);
  return open;
}

async function send(hands: Hands, person: User, placed: Placed, state: Json | null, where: Json): Promise<PressResult> {
  const { block, element } = placed;
  const confirm = element.confirm ?? null;
  const trigger_id = hands.triggers.issue(person.id);
  if (!hands.manifest.settings.interactivity.is_enabled)
    return { ok: false, error: 'interactivity_disabled', trigger_id, confirm };
  const action = {
    action_id: element.action_id,
    block_id: block.block_id,
    ...(element.type === 'button' ? pick(element, ['text', 'value', 'url', 'style']) : pick(element, ['placeholder'])),
    ...state,
    type: element.type,
    action_ts: hands.workspace.nextTs(),
  };
  const payload = { type: 'block_actions', ...interactionBy(person), trigger_id, ...where, actions: [action] };
  const answer = await hands.deliveries.ask({ kind: 'interactive', payload, answerable: false });
  return answer.ok ? { ok: true, trigger_id, confirm } : { ok: false, error: answer.error, trigger_id, confirm };
}

function whereInMessage(hands: Hands, person: User, channel: Channel, message: Message, values: FormValues): Json {
  const { ts, thread_ts } = message;
  const source = { ts, ...(thread_ts ? { thread_ts } : {}) };
  const thread = thread_ts ? { thread_ts } : {};
  return {
    container: {
      type: 'message',
      message_ts: ts,
      channel_id: channel.id,
      is_ephemeral: message.ephemeralFor !== undefined,
      ...thread,
    },
    channel: { id: channel.id, name: channel.kind === 'im' ? 'directmessage' : channel.name },
    ...(message.ephemeralFor ? {} : { message: messageOf(message) }),
    state: { values },
    response_url: hands.responseUrls.issue('actions', { user: person.id, channel: channel.id, source }),
    ...(message.bot_id ? { app_id: app.id } : {}),
  };
}

function find(blocks: Message['blocks'] & object, press: Press): Placed {
  const placed = findElement(blocks, press);
  if (!placed) throw new CannotDo('element_not_found', `There is no ${press.action_id} to press.`);
  return placed;
}

function chosen({ element }: Placed, value: unknown, suggested: readonly Json[]): Json | null {
  if (element.type === 'button' || element.type === 'workflow_button') return null;
  const state = stateOf(element, value ?? null, suggested);
  if (!state) throw new CannotDo('no_such_option', `${element.action_id} does not offer ${JSON.stringify(value)}.`);
  return state;
}

const pick = (from: Json, keys: readonly string[]) =>
  Object.fromEntries(keys.flatMap(key => (from[key] === undefined ? [] : [[key, from[key]]])));
