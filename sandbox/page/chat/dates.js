/** @type {Record<string, (date: Date) => string>} */
const formats = {
  date_num: date => date.toISOString().slice(0, 10),
  date: date => spell(date, { dateStyle: 'long' }),
  date_short: date => spell(date, { dateStyle: 'medium' }),
  date_long: date => spell(date, { dateStyle: 'full' }),
  date_pretty: date => nearDay(date) ?? spell(date, { dateStyle: 'long' }),
  date_short_pretty: date => nearDay(date) ?? spell(date, { dateStyle: 'medium' }),
  date_long_pretty: date => nearDay(date) ?? spell(date, { dateStyle: 'full' }),
  time: date => spell(date, { timeStyle: 'short' }),
  time_secs: date => spell(date, { timeStyle: 'medium' }),
};

/**
 * Slack's date format filled in, or null for a time that is none.
 * @param {number} seconds
 * @param {string} format
 */
export function dateText(seconds, format) {
  const date = new Date(seconds * 1000);
  if (Number.isNaN(date.getTime())) return null;
  return format.replace(/\{(\w+)\}/g, (all, name) => formats[name]?.(date) ?? all);
}

/**
 * The time of day of a message, from its ts.
 * @param {string} ts
 */
export function timeOf(ts) {
  return dateText(Number(ts), '{time}') ?? '';
}

/**
 * @param {Date} date
 * @param {Intl.DateTimeFormatOptions} options
 */
function spell(date, options) {
  return new Intl.DateTimeFormat(undefined, options).format(date);
}

/** @param {Date} date */
function nearDay(date) {
  const days = Math.round((midnight(date) - midnight(new Date())) / 86_400_000);
  return { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' }[days] ?? null;
}

/** @param {Date} date */
const midnight = date => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
