/** A text in which nothing is hidden: line breaks and tabs stay, all other control, format and colour codes go. */
export function seen(text: string): string {
  return text
    .toWellFormed()
    .replace(colours, '')
    .replace(/\r\n?/g, '\n')
    .replace(/[^\P{Cc}\n\t]|[\p{Cf}\u2028\u2029]/gu, '');
}

const colours = new RegExp(`${String.fromCharCode(27)}\\[[0-9;?]{0,30}[A-Za-z]`, 'g');
