import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** What takes long by its kind, the longest first. */
const long = [/\/chaos\.test/, /\/stories\//, /\/kill|\/outbox|\/upgrades|\/guest\/|\/page\//];

const rankOf = ({ moduleId }: TestSpecification): number => {
  const rank = long.findIndex(kind => kind.test(moduleId));
  return rank < 0 ? long.length : rank;
};

/** Begins with the files that take long: begun last, one of them would keep one processor waiting. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
