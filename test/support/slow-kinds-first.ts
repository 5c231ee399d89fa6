import { BaseSequencer, type TestSpecification } from 'vitest/node'

const KINDS = ['.e2e.test.ts', '.integration.test.ts']

/**
 * Starts the files whose tests take longest first, so that no worker is left with one of them at the end. Vitest itself goes by the
 * durations of the last run, or without one by the sizes of the files, which say little.
 */
export class SlowKindsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => rank(a) - rank(b))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const kind = KINDS.findIndex((suffix) => moduleId.endsWith(suffix))
  return kind === -1 ? KINDS.length : kind
}
