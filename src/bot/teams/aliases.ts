import type { Log } from '../../log.ts';
import { ChatError } from '../chat.ts';

const againMs = 10 * 60_000;

/**
 * Asks Graph about people's further mail addresses. Where the app may not, nobody is known by any, and the log says so; any other failure
 * is one, since a rule may turn people away by such an address.
 */
export function teamsAliases({ log, now = Date.now }: { log: Log; now?: () => number }) {
  let shutUntilMs = 0;
  return async <T, N extends T | undefined = T>(ask: () => Promise<T>, nobody: N): Promise<T | N> => {
    if (now() < shutUntilMs) return nobody;
    try {
      return await ask();
    } catch (error) {
      if (error instanceof ChatError && error.code === 'graph_404') return nobody;
      if (!(error instanceof ChatError && error.code === 'graph_403')) throw error;
      shutUntilMs = now() + againMs;
      log.warn(
        'nobody in Teams is known by a further mail address of theirs: Microsoft Graph does not let the bot read them, which takes User.Read.All (docs/teams.md)',
      );
      return nobody;
    }
  };
}
