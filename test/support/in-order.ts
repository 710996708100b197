import { BaseSequencer, type TestSpecification } from 'vitest/node';

const rankOf = ({ moduleId }: TestSpecification): number => {
  if (/\/chaos\.test/.test(moduleId)) return 0;
  return /\/stories\//.test(moduleId) ? 2 : 1;
};

/**
 * Begins with the longest file, which would keep one processor waiting at the end; and leaves the stories for last, since both
 * it and they start many processes, and people in a story wait no longer than Slack does.
 */
export class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => rankOf(a) - rankOf(b));
  }
}
