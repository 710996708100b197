import type { Allowance } from '../../azure/allowances.ts';
import type { ChatCall } from '../chat.ts';
import { wholeOf } from './service-urls.ts';

/**
 * What Teams counts a call of the outbox against: 7 in a second, 8 in two, 60 in thirty and 1800 in an hour by conversation, 50 a second
 * by app and tenant (https://learn.microsoft.com/microsoftteams/platform/bots/how-to/rate-limit). These are windows: a bucket keeps
 * to one when what is at once and what comes in that time are together no more.
 */
export function teamsLimits(call: ChatCall, channel: string): readonly Allowance[] {
  if (call === 'find') return [];
  const conversation = wholeOf(channel);
  return [
    { key: `teams ${conversation}`, capacity: 7, perMinute: 60 },
    { key: `teams ${conversation} hour`, capacity: 300, perMinute: 25 },
    { key: 'teams', capacity: 20, perMinute: 30 * 60 },
  ];
}
