import { randomUUID } from 'node:crypto';
import { checkView } from '../limits/check.ts';
import type { Json, OpenView } from '../model.ts';
import { initialValues, withKept } from '../people/fields.ts';
import { Refused, refusedFields } from '../refused.ts';
import { viewOf } from '../shapes.ts';
import type { Workspace } from '../workspace.ts';
import { type Args, type Methods, need } from './method.ts';

const deepestStack = 3;

/** views.*: modals, one upon another up to three, and App Homes. */
export const viewMethods: Methods = {
  'views.open': {
    tier: 4,
    run(args, { workspace, triggers }) {
      const view = modalIn(args);
      const user = triggers.exchange(need(args, 'trigger_id'));
      for (const open of stackOf(workspace, user)) workspace.closeView(open);
      return { view: viewOf(showView(workspace, { user, view, below: null })) };
    },
  },
  'views.push': {
    tier: 4,
    run(args, { workspace, triggers }) {
      const view = modalIn(args);
      const user = triggers.exchange(need(args, 'trigger_id'));
      const below = stackOf(workspace, user).at(-1);
      if (!below) throw new Refused('not_found');
      return { view: viewOf(showView(workspace, { user, view, below })) };
    },
  },
  'views.update': {
    tier: 4,
    run(args, { workspace }) {
      const view = modalIn(args);
      const open = workspace.findView(String(args.view_id ?? args.external_id ?? ''));
      if (!open) throw new Refused('not_found');
      if (args.hash !== undefined && args.hash !== open.hash) throw new Refused('hash_conflict');
      return { view: viewOf(changeView(workspace, open, view)) };
    },
  },
  'views.publish': {
    tier: 4,
    run(args, { workspace, manifest }) {
      if (!manifest.features.app_home?.home_tab_enabled) throw new Refused('not_enabled');
      const view = checkView(parsed(args));
      if (view.type !== 'home')
        throw refusedFields('invalid_arguments', ['must be a home view [json-pointer:/view/type]']);
      const user = need(args, 'user_id');
      if (!workspace.findUser(user)) throw new Refused('user_not_found');
      const before = workspace.views().find(open => open.user === user && open.view.type === 'home');
      if (before) return { view: viewOf(changeView(workspace, before, view)) };
      return { view: viewOf(showView(workspace, { user, view, below: null })) };
    },
  },
};

/** The modals that a person has open, the topmost last. */
export function stackOf(workspace: Workspace, user: string): readonly OpenView[] {
  return workspace.views().filter(open => open.user === user && open.view.type === 'modal');
}

/** Puts a view on a person's screen, upon another when there is one. */
export function showView(
  workspace: Workspace,
  shown: { user: string; view: OpenView['view']; below: OpenView | null },
): OpenView {
  const { user, view, below } = shown;
  if (below && stackOf(workspace, user).length >= deepestStack) throw new Refused('push_limit_reached');
  if (view.external_id && workspace.findView(String(view.external_id))) throw new Refused('duplicate_external_id');
  const id = `V0${randomUUID().slice(0, 8).toUpperCase()}`;
  const place = { rootId: below?.rootId ?? id, previousId: below?.id ?? null };
  return workspace.putView({ id, user, view, hash: newHash(), ...place, values: initialValues(view.blocks) });
}

/** Gives a view another content; what was filled in stays where block and action keep their ids. */
export function changeView(workspace: Workspace, open: OpenView, view: OpenView['view']): OpenView {
  return workspace.putView({
    ...open,
    view,
    hash: newHash(),
    values: withKept(initialValues(view.blocks), open.values),
  });
}

function modalIn(args: Args): OpenView['view'] {
  const view = checkView(parsed(args));
  if (view.type !== 'modal')
    throw refusedFields('invalid_arguments', ['must be a modal view [json-pointer:/view/type]']);
  return view;
}

function parsed({ view }: Args): Json {
  if (view === undefined) throw refusedFields('invalid_arguments', ['missing required field: view']);
  return Object(view);
}

const newHash = () => `${Math.floor(Date.now() / 1000)}.${randomUUID().slice(0, 8)}`;
