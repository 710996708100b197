import { CannotDo } from '../../chat/cannot-do.ts';
import { checkView } from '../limits/check.ts';
import { suggestions } from '../limits/objects.ts';
import { problemsOf } from '../limits/problems.ts';
import type { FormValues, Json, OpenView, User } from '../model.ts';
import { Refused } from '../refused.ts';
import { viewOf } from '../shapes.ts';
import { changeView, showView, stackOf } from '../web-api/views.ts';
import { findElement, optionsOf, stateOf, withValues } from './fields.ts';
import { findPerson, type Hands, interactionBy, type Twist } from './person.ts';
import { openView } from './press.ts';
import { problemsInForm } from './required.ts';

/** What came of a form that was sent off. */
export interface SubmitResult {
  readonly ok: boolean;
  readonly error?: string;
  /** Block id and sentence, from Slack's client or from the app. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What is wrong with the app's answer, in Slack's words. */
  readonly problems?: unknown;
  /** What the app answered with, if anything. */
  readonly response_action?: string;
}

/** What a person does with a form: asks for suggestions, sends it off, closes it. */
export function createForms(hands: Hands) {
  const { workspace, deliveries, triggers } = hands;
  const offered = new Map<string, readonly Json[]>();
  const keyOf = (view: string, block: unknown, action: string) => `${view} ${block} ${action}`;

  function fill(open: OpenView, given: Readonly<Record<string, Readonly<Record<string, unknown>>>>): FormValues {
    const entries = Object.entries(given).flatMap(([block_id, actions]) =>
      Object.entries(actions).map(([action_id, value]) => {
        const placed = findElement(open.view.blocks, { block_id, action_id });
        if (!placed) throw new CannotDo('element_not_found', `The form has no ${action_id} in ${block_id}.`);
        const state = stateOf(placed.element, value, offered.get(keyOf(open.id, block_id, action_id)) ?? []);
        if (!state) throw new CannotDo('no_such_option', `${action_id} does not offer ${JSON.stringify(value)}.`);
        return { placed, state };
      }),
    );
    return withValues(open.values, entries);
  }

  function follow(open: OpenView, person: User, answer: Json): SubmitResult {
    const { response_action: action, errors, view } = answer;
    if (action === 'errors') {
      const inputs = open.view.blocks.filter(({ type }) => type === 'input').map(({ block_id }) => block_id);
      const named = Object.keys(Object(errors));
      if (named.length === 0 || !named.every(name => inputs.includes(name))) throw new Refused('invalid_errors');
      return { ok: false, errors: Object(errors), response_action: action };
    }
    if (action === 'update') changeView(workspace, open, checkView(view));
    else if (action === 'push') showView(workspace, { user: person.id, view: checkView(view), below: open });
    else if (action === 'clear') for (const one of stackOf(workspace, person.id)) workspace.closeView(one);
    else if (action === undefined) workspace.closeView(open);
    else throw new Refused('unknown_response_action');
    return { ok: true, ...(action === undefined ? {} : { response_action: String(action) }) };
  }

  return {
    /** Types into a type-ahead, and answers with what the app suggests. */
    async suggest(
      typedIn: Twist & { user: string; view: string; action_id: string; block_id?: string; value: string },
    ) {
      const person = findPerson(hands, typedIn.user);
      const open = openView(hands, person, typedIn.view);
      const placed = findElement(open.view.blocks, typedIn);
      if (!placed?.element.type.endsWith('external_select'))
        throw new CannotDo('element_not_found', `There is no type-ahead ${typedIn.action_id}.`);
      const { block, element } = placed;
      if (typedIn.value.length < Number(element.min_query_length ?? 3)) return { ok: true, options: [] };
      const where = { container: { type: 'view', view_id: open.id }, view: viewOf(open) };
      const what = { action_id: element.action_id, block_id: block.block_id, value: typedIn.value };
      const payload = { type: 'block_suggestion', ...interactionBy(person), ...where, ...what, ...typedIn.change };
      const answer = await deliveries.ask({ kind: 'interactive', payload, answerable: true });
      if (!answer.ok) return { ok: false, error: answer.error, options: [] };
      const problems = problemsOf(suggestions, answer.body, '');
      if (problems.length > 0) return { ok: false, error: 'invalid_options', problems, options: [] };
      const options = optionsOf(Object(answer.body));
      const key = keyOf(open.id, block.block_id, element.action_id);
      offered.set(key, [...(offered.get(key) ?? []), ...options]);
      return { ok: true, ...Object(answer.body), options };
    },
    /** Fills a form in and sends it off; the client's own checks come before the app hears of it. */
    async submit(
      sent: Twist & {
        user: string;
        view: string;
        values: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
      },
    ): Promise<SubmitResult> {
      const person = findPerson(hands, sent.user);
      const open = openView(hands, person, sent.view);
      if (stackOf(workspace, person.id).at(-1)?.id !== open.id)
        throw new CannotDo('view_covered', 'Another view lies on top.');
      const filled = workspace.putView({ ...open, values: fill(open, sent.values) });
      const errors = problemsInForm(filled.view.blocks, filled.values);
      if (Object.keys(errors).length > 0) return { ok: false, errors };

      const trigger_id = triggers.issue(person.id);
      const about = { trigger_id, view: viewOf(filled), response_urls: [] };
      const payload = { type: 'view_submission', ...interactionBy(person), ...about, ...sent.change };
      const answer = await deliveries.ask({ kind: 'interactive', payload, answerable: true });
      if (!answer.ok) return { ok: false, error: answer.error };
      try {
        const current = workspace.findView(open.id);
        return current ? follow(current, person, Object(answer.body)) : { ok: true };
      } catch (error) {
        if (!(error instanceof Refused)) throw error;
        return { ok: false, error: error.code, problems: error.details.errors };
      }
    },
    /** Closes a form; an app that asked for it is told. */
    async close(closed: { user: string; view: string }): Promise<void> {
      const person = findPerson(hands, closed.user);
      const open = openView(hands, person, closed.view);
      const going = open.view.clear_on_close === true ? stackOf(workspace, person.id) : [open];
      for (const one of going) workspace.closeView(one);
      if (open.view.notify_on_close !== true) return;
      const payload = {
        type: 'view_closed',
        ...interactionBy(person),
        view: viewOf(open),
        is_cleared: going.length > 1,
      };
      await deliveries.ask({ kind: 'interactive', payload, answerable: false });
    },
  };
}
