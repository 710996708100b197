/** A quote, in JSON within JSON with backslashes before it. */
export const quote = `\\\\{0,7}["']`;
/** What stands between a key and its value, however it is encoded. */
export const is = `(?:=>|:=|={1,2}|:|%(?:25){0,2}3d|\\\\{1,4}u003d|&#61;)`;

/** Quotes within a value are doubled, or have more backslashes before them than the one that it began with. */
export const value = [
  `""[^"\\n]+""`,
  `b?"(?:[^"\\\\\\n]|\\\\[^\\n]|"")*"?`,
  `b?'(?:[^'\\\\\\n]|\\\\[^\\n]|'')*'?`,
  `(?<escape>\\\\{1,7})"(?:[^"\\\\\\n]|(?!\\k<escape>")\\\\+"?)*(?:\\k<escape>")?`,
  `\\{[^}\\n]*\\}?`,
  `[^\\s;&"'<>]+`,
].join('|');
