import type { Allowance } from '../../azure/allowances.ts';
import type { ChatCall } from '../chat.ts';

/** Slack's tiers of methods, by app and workspace; for how many messages all channels together take it gives no number. */
const tiers = { 3: { capacity: 50, perMinute: 50 }, 4: { capacity: 100, perMinute: 100 } } as const;

/** One message a second in a channel; a few at once. */
const inChannel = { capacity: 4, perMinute: 60 } as const;

/** What Slack counts a call of the outbox against: https://docs.slack.dev/apis/web-api/rate-limits. */
export function slackLimits(team: string, call: ChatCall, channel: string): readonly Allowance[] {
  if (call === 'post')
    return [
      { key: `slack ${team} post ${channel}`, ...inChannel },
      { key: `slack ${team} post`, ...tiers[4] },
    ];
  return [{ key: `slack ${team} ${call}`, ...tiers[3] }];
}
