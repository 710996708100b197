import { BaseSequencer, type TestSpecification } from 'vitest/node';

const isStory = ({ moduleId }: TestSpecification): boolean => /\/stories\//.test(moduleId);

/** Leaves the stories for last, since each starts many processes, and the people in it wait no longer than Slack does. */
export class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((a, b) => Number(isStory(a)) - Number(isStory(b)));
  }
}
