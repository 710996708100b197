import { readFileSync } from 'node:fs';

/**
 * Loaded into a process before anything else (`node --import`): its clock is wrong by as many milliseconds as the file says that
 * CHAOS_CLOCK names, from the moment that it says so. Timers go on as they were: it is the clock that jumps, not the time.
 */
const file = process.env.CHAOS_CLOCK ?? '';
const RightDate = Date;
let wrongByMs = 0;

function look(): void {
  try {
    wrongByMs = Number(readFileSync(file, 'utf8')) || 0;
  } catch {
    wrongByMs = 0; // nobody has written it yet
  }
}

look();
setInterval(look, 100).unref();

const wrongNow = () => RightDate.now() + wrongByMs;

globalThis.Date = new Proxy(RightDate, {
  get: (date, name) => (name === 'now' ? wrongNow : Reflect.get(date, name)),
  construct: (date, given) => Reflect.construct(date, given.length === 0 ? [wrongNow()] : given),
});
