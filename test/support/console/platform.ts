import { z } from 'zod';
import { type Platform, type PlatformDescriptor, platforms } from '../../../src/jobs/request/platforms.ts';

const consoleDescriptor: PlatformDescriptor = {
  name: 'the console',
  homes: 'machines',
  account: { prefix: 'console', id: '[a-z]+', example: 'rita' },
  group: { prefix: 'console-group', id: '[a-z]+', example: 'staff' },
  typedAs: [/^~([a-z]+)$/i],
  mentioned: /@[a-z]+\b/i,
  pickedChannel: null,
  threadInChannel: null,
  called: null,
  drawsPerReader: true,
  limits: { parts: 200, choiceLetters: 200 },
  channel: { workspace: z.string().min(1), channel: z.string().min(1) },
};

/** A third chat: whoever imports this before all else has it beside the others. */
export const consoleId = 'console' as Platform;
Object.assign(platforms, { [consoleId]: consoleDescriptor });
