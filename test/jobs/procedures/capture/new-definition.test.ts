import { expect, test } from 'vitest';
import { warningInWords } from '../../../../src/bot/notes/words/en/warnings.ts';
import { newDefinition, skuTaken } from '../../../../src/jobs/procedures/capture/new-definition.ts';
import type { Survey } from '../../../../src/jobs/procedures/capture/survey.ts';
import { aSurvey, openGround } from '../../../support/survey.ts';

const { target } = aSurvey();

/** A gallery whose definitions have these SKUs, under the publisher and the offer that a new one gets. */
function galleryWith(skus: readonly string[], definition = target.definition): Partial<Survey> {
  const definitions = skus.map((sku, index) => ({
    name: `other-${index}`,
    identifier: { publisher: 'Golden', offer: 'golden', sku },
  }));
  return { definition: null, target: { ...target, definition }, preflight: { ...openGround, definitions } };
}
const skuOf = (change: Partial<Survey>) => newDefinition(aSurvey(change), 'westeurope').identifier.sku;

test('a new definition has the name of its definition for a SKU, and nothing is said of it', () => {
  expect(skuOf(galleryWith(['else']))).toBe('web');
  expect(skuTaken(aSurvey(galleryWith(['else'])))).toEqual([]);
});

test('an identifier that another definition has is not proposed, in whatever letter case, and the plan says why', () => {
  expect(skuOf(galleryWith(['WEB', 'web-2']))).toBe('web-3');
  expect(skuTaken(aSurvey(galleryWith(['WEB', 'web-2']))).map(warningInWords)).toEqual([
    expect.stringMatching(/other-0 .*golden\/golden\/web .*web-3/),
  ]);
});

test('a SKU stays within 64 characters, whatever is added to it', () => {
  const long = 'x'.repeat(80);
  expect(skuOf(galleryWith([], long))).toBe('x'.repeat(64));
  expect(skuOf(galleryWith(['x'.repeat(64)], long))).toBe(`${'x'.repeat(62)}-2`);
});

test('of a definition that exists nothing is said', () => {
  expect(skuTaken(aSurvey({ ...galleryWith(['web']), definition: aSurvey().definition }))).toEqual([]);
});
