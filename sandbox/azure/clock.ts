/** Simulated time: `ms` runs `speed` times as fast as the wall, while `date` stays the wall's, so that a client's clock agrees. */
export type Clock = {
  ms(): number;
  date(): Date;
  speed(): number;
  setSpeed(speed: number): void;
  after(delayMs: number, run: () => void): Alarm;
  /** Runs what has become due; called before each answer, so that what a client sees never lags behind the time. */
  settle(): void;
  /** What a Retry-After of that many real seconds says at this speed: whole seconds, never 0. */
  retryAfter(seconds: number): string;
  /** The same for what is only being waited for: null where that is over at once at this speed. */
  pollAfter(seconds: number): string | null;
  /** Forgets everything that was to happen; what comes later still does. */
  clear(): void;
};

type Alarm = { cancel(): void };

type Due = { readonly atMs: number; readonly order: number; readonly run: () => void };

/** A clock that runs `speed` times as fast as the wall; `wall` is there for tests. */
export function startClock(speed = 1, wall: () => number = Date.now): Clock {
  let rate = speed;
  let baseMs = 0;
  let baseWall = wall();
  let order = 0;
  let timer: NodeJS.Timeout | undefined;
  const waiting = new Set<Due>();

  const ms = () => baseMs + (wall() - baseWall) * rate;
  const earliest = () => [...waiting].sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];

  function arm(): void {
    clearTimeout(timer);
    const next = earliest();
    if (!next) return;
    timer = setTimeout(settle, Math.min(Math.max((next.atMs - ms()) / rate, 0), 2 ** 31 - 1));
    timer.unref();
  }

  function settle(): void {
    for (let next = earliest(); next && next.atMs <= ms(); next = earliest()) {
      waiting.delete(next);
      next.run();
    }
    arm();
  }

  return {
    ms,
    date: () => new Date(wall()),
    speed: () => rate,
    setSpeed(next) {
      baseMs = ms();
      baseWall = wall();
      rate = next;
      arm();
    },
    after(delayMs, run) {
      order += 1;
      const due: Due = { atMs: ms() + delayMs, order, run };
      waiting.add(due);
      arm();
      return { cancel: () => void waiting.delete(due) };
    },
    settle,
    retryAfter: seconds => String(Math.max(1, Math.round(seconds / rate))),
    pollAfter: seconds => (seconds / rate < 0.05 ? null : String(Math.max(1, Math.round(seconds / rate)))),
    clear() {
      waiting.clear();
      clearTimeout(timer);
    },
  };
}

/** A date as Azure Resource Manager writes it: seven digits after the point, and +00:00. */
export function armDate(date: Date): string {
  const ticks = String(date.getTime() % 7919).padStart(4, '0');
  return date.toISOString().replace('Z', `${ticks}+00:00`);
}
