import { parseDocument } from 'yaml';

/** Reads a file of YAML as plain data; an odd tag or a key that is no word is a problem like a missing bracket. */
export function readYaml(text: string): { readonly data: unknown } | { readonly problem: string } {
  const document = parseDocument(text, { stringKeys: true, prettyErrors: true, logLevel: 'error' });
  const [first] = [...document.errors, ...document.warnings];
  if (first) return { problem: sentenceOf(first) };
  try {
    return { data: document.toJS() };
  } catch (error) {
    return { problem: sentenceOf(error) }; // aliases that would unfold without end
  }
}

const sentenceOf = (error: unknown): string =>
  `is not YAML: ${error instanceof Error ? error.message.split('\n')[0] : error}`;
