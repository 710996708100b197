import type { Word } from './tokenizer.ts';

/** The words that Azure's long names of regions go on with after the first: none of them calls a VM. */
const regionWords = new Set(
  (
    'north south east west central southeast northeast northwest southwest us uk uae europe asia pacific india africa america middle ' +
    'japan korea australia brazil canada china france germany norway sweden switzerland poland italy israel qatar mexico spain ' +
    'zealand austria belgium chile denmark finland indonesia malaysia taiwan gov dod usgov euap stage stg ' +
    'virginia arizona texas iowa 2 3 4'
  ).split(' '),
);

/** Long names of regions typed without quotes, "regions=West Europe, North Europe", as the values that they are. */
export function withWholeRegions(words: readonly Word[]): readonly Word[] {
  const whole: Word[] = [];
  for (const word of words) {
    const before = whole.at(-1);
    if (word.is === 'word' && before?.is === 'pair' && before.key === 'regions' && goesOn(before.values, word.text)) {
      const text = [before.values.join(','), word.text].join(' ');
      const values = text.split(/[,;]/).map(name => name.trim());
      whole[whole.length - 1] = { ...before, values, loose: before.loose || word.loose };
    } else whole.push(word);
  }
  return whole.map(word =>
    word.is === 'pair' && word.key === 'regions'
      ? {
          ...word,
          values: word.values
            .flatMap(value => value.split(/[,;]/))
            .map(name => name.trim())
            .filter(Boolean),
        }
      : word,
  );
}

/** After a comma a name begins; within one there are only words as names of regions have them. */
const goesOn = (values: readonly string[], word: string): boolean =>
  values.at(-1) === '' ||
  /^[(;,:]/.test(word) ||
  /[;:]$/.test(values.at(-1) ?? '') ||
  regionWords.has(word.toLowerCase().replace(/[(),;:].*$/, ''));
