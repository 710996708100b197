/** Makes message timestamps in Slack's form: seconds, a point, six digits; each later than the one before. */
export function createTimestamps(now: () => number): () => string {
  let lastMicros = 0;
  return () => {
    lastMicros = Math.max(now() * 1000, lastMicros + 1);
    const micros = Math.floor(lastMicros);
    return `${Math.floor(micros / 1e6)}.${String(micros % 1e6).padStart(6, '0')}`;
  };
}
