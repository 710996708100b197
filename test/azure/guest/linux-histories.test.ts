import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { linuxDeprovision } from '../../../src/azure/guest/scripts.ts';
import { type GuestRoot, guestRoot, noGuestRoot, shells } from '../../support/guest-root.ts';

const script = linuxDeprovision({ captureId: 'capture-1', delaySeconds: 0 });
const reason = noGuestRoot ? ` (skipped: ${noGuestRoot})` : '';

const histories = [
  ...['.bash_history', '.bash_history-00123.tmp', '.zsh_history', '.python_history', '.psql_history', '.irb-history'],
  ...['.lesshst', '.viminfo', '.wget-hsts', '.octave_hist', '.node_repl_history', '.mongodb/mongosh/6_log'],
  ...['.local/share/fish/fish_history', '.local/share/atuin/history.db', '.local/share/atuin/history.db-wal'],
  ...['.local/share/powershell/PSReadLine/ConsoleHost_history.txt', '.local/share/mc/history', '.mc/history'],
  ...['.local/state/bash/history', '.local/state/python_history', '.local/state/lesshst', '.cache/zsh/history'],
  ...['.config/pgcli/history', '.config/nushell/history.txt', '.local/state/nvim/shada/main.shada'],
  ...[
    '.local/share/xonsh/xonsh-history.sqlite',
    '.local/state/elvish/db.bolt',
    '.groovy/groovysh.history',
    '.nano_history',
  ],
  ...['.ipython/profile_default/history.sqlite', '.aws/cli/history/history.db', '.azure/commands/2026.log'],
  ...['.local/share/mcfly/history.db', '.mcfly/history.db', '.hishtory/.hishtory.db', '.scala_history_jline3'],
  ...[
    '.vscode-server/data/User/History/-1a/x.env',
    '.zsh/history',
    '.cache/zsh/zsh_history',
    '.config/zsh/zsh_history',
  ],
  ...['.lldb/lldb-widehistory', '.ipython/profile_work/history.sqlite'],
  ...[
    '.nano/search_history',
    '.emacs.d/savehist',
    '.histdb/zsh-history.db',
    '.ssh/known_hosts',
    '.ssh/known_hosts.old',
  ],
];

const programs = [
  '.local/share/pipx/venvs/ipython/lib/python3.12/site-packages/prompt_toolkit/history.py',
  '.local/share/uv/tools/x/lib/python3.12/site-packages/IPython/core/historyapp.py',
  '.cache/pypoetry/virtualenvs/app-py3.12/lib/python3.12/site-packages/prompt_toolkit/history.py',
  '.local/share/gem/ruby/3.2.0/gems/reline-0.3/lib/reline/history.rb',
  '.local/share/nvim/lazy/x/lua/history.lua',
  '.local/share/containers/storage/overlay/abc/diff/root/.bash_history',
  '.config/systemd/user/history-sync.service',
  '.config/app/history-settings.json',
  '.config/app/history',
  '.local/state/nix/profiles/x/histogram.so',
  'app/.git/refs/heads/history',
  'app/.git/history',
  'app/tests/fixtures/.ssh/known_hosts',
  'app/.ssh/known_hosts',
  'app/node_modules/.pnpm/history@5/node_modules/history/index.js',
  'app/.next/history',
];

describe.skipIf(noGuestRoot).each(shells)(`the histories in homes, under %s${reason}`, shell => {
  let guest: GuestRoot;
  beforeEach(() => {
    guest = guestRoot();
    guest.write('etc/passwd', `${guest.read('etc/passwd')}build:x:998:998::/srv/build:/bin/sh\n`);
  });
  afterEach(() => guest.close());
  const at = (homes: readonly string[], files: readonly string[]) =>
    homes.flatMap(home => files.map(file => `${home}/${file}`));

  it('go by their names, of accounts, of people of a directory and of a home elsewhere', async () => {
    guest.write('var/snap/authd-msentraid/current/broker.conf', '[users]\nhome_base_dir = /export/home\n');
    const people = ['home/contoso.example/jdoe', 'home/local/CONTOSO/jdoe', 'export/home/jdoe'];
    const files = at(['root', 'home/anna', 'srv/build', ...people], histories);
    for (const file of files) guest.write(file, 'mysql -pSecret');

    await guest.run(script, shell);

    expect(files.filter(file => guest.read(file) !== null)).toEqual([]);
  });

  it('are no files of programs and projects, which all stay as they are', async () => {
    const files = at(['root', 'home/anna', 'srv/build'], programs);
    for (const file of files) guest.write(file, `the text of ${file}`);
    for (const home of ['home/anna', 'root', 'srv/build']) guest.write(`${home}/.bash_history`, 'ls');

    const { calls } = await guest.run(script, shell);

    expect(files.filter(file => guest.read(file) !== `the text of ${file}`)).toEqual([]);
    expect(guest.read('home/anna/.bash_history')).toBeNull();
    expect(calls.at(-1)).toBe('shutdown -P now');
  });
});
