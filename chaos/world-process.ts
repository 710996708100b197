import { type Ask, runSeed, type SeedResult } from './seed.ts';
import { openWorld, type World } from './world.ts';

/** What a process of the campaign answers: it has a world of its own that runs one seed after another. */
export type Answer =
  | { readonly is: 'ready' }
  | { readonly is: 'done'; readonly result: SeedResult }
  | { readonly is: 'broken'; readonly says: string };

const [source] = process.argv.slice(2);
let world: World | null = null;
let running: Promise<void> = Promise.resolve();

const answer = (said: Answer): void => void process.send?.(said);
const broken = (error: unknown) =>
  answer({ is: 'broken', says: error instanceof Error ? (error.stack ?? error.message) : String(error) });

async function run(asked: Ask): Promise<void> {
  if (world) answer({ is: 'done', result: await runSeed(world, asked) });
}

process.on('message', (asked: Ask | 'end') => {
  running = running.then(async () => {
    if (asked !== 'end') return await run(asked).catch(broken);
    await world?.close();
    process.exit(0);
  });
});
// Whoever runs the campaign ends it in order.
process.on('SIGINT', () => {});
process.on('disconnect', () => process.exit(1));

running = openWorld(source ? { source } : {}).then(
  opened => {
    world = opened;
    answer({ is: 'ready' });
  },
  error => broken(error),
);
