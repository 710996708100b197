/** @type {Record<string, string>} */
const known = {
  white_check_mark: '✅',
  heavy_check_mark: '✔️',
  ballot_box_with_check: '☑️',
  x: '❌',
  warning: '⚠️',
  rotating_light: '🚨',
  no_entry: '⛔',
  octagonal_sign: '🛑',
  hourglass: '⌛',
  hourglass_flowing_sand: '⏳',
  arrows_counterclockwise: '🔄',
  black_square_button: '🔲',
  white_circle: '⚪',
  large_blue_circle: '🔵',
  red_circle: '🔴',
  large_green_circle: '🟢',
  large_yellow_circle: '🟡',
  white_large_square: '⬜',
  lock: '🔒',
  key: '🔑',
  camera: '📷',
  camera_with_flash: '📸',
  package: '📦',
  tada: '🎉',
  point_right: '👉',
  bulb: '💡',
  information_source: 'ℹ️',
  question: '❓',
  clock1: '🕐',
  stopwatch: '⏱️',
  thumbsup: '👍',
  '+1': '👍',
  wave: '👋',
};

/**
 * The character that Slack shows for a name, or null for one that is not known here.
 * @param {string} name
 */
export function emoji(name) {
  return known[name] ?? null;
}
