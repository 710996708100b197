import { App, LogLevel, SocketModeReceiver } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import {
  type SlackSimulator,
  type SlackSimulatorOptions,
  startSlackSimulator,
} from '../../../sandbox/slack/simulator.ts';

const quiet = LogLevel.ERROR;
const calm = { retryConfig: { retries: 0 } };

/** A simulated workspace with the real Bolt app connected to it over Socket Mode; both end with the scope. */
export async function boltOverSocket(tell: (app: App) => void = () => undefined, options: SlackSimulatorOptions = {}) {
  const slack = await startSlackSimulator(options);
  const app = await connect(slack, tell);
  return {
    slack,
    app,
    client: clientOf(slack),
    async [Symbol.asyncDispose]() {
      await app.stop();
      await eventually(() => slack.connections() === 0);
      await slack.close();
    },
  };
}

/** One more Bolt app on the same workspace. */
export async function connect(slack: SlackSimulator, tell: (app: App) => void): Promise<App> {
  const clientOptions = { slackApiUrl: slack.apiUrl, ...calm };
  const receiver = new SocketModeReceiver({
    appToken: slack.appToken,
    logLevel: quiet,
    clientPingTimeout: 5_000,
    installerOptions: { clientOptions },
  });
  const app = new App({ token: slack.botToken, receiver, clientOptions, logLevel: quiet });
  tell(app);
  await app.start();
  return app;
}

/** The real Web API client, which fails at once instead of trying again. */
export function clientOf(slack: SlackSimulator, token: string = slack.botToken): WebClient {
  return new WebClient(token, { slackApiUrl: slack.apiUrl, rejectRateLimitedCalls: true, logLevel: quiet, ...calm });
}

/** Waits until the thing is there. */
export async function eventually<T>(look: () => T | undefined | null | false, withinMs = 100_000): Promise<T> {
  const until = Date.now() + withinMs;
  for (;;) {
    const found = look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`It did not come true within ${withinMs} ms: ${look}`);
    await new Promise(done => setTimeout(done, 20));
  }
}
