import { BaseSequencer, type TestSpecification } from 'vitest/node'

const KINDS = ['.e2e.test.ts', '.integration.test.ts']

/** They mostly wait: for time-outs, restarts and locks. At the same time as others, they leave the processor to them. */
const WAITING = [
  'src/app/services/store-stall.integration.test.ts',
  'src/project/restart/supervision.e2e.test.ts',
  'src/conformance/run-conformance.integration.test.ts',
  'src/project/fork/create-fork.integration.test.ts',
  'src/migrations/migration-locks.integration.test.ts',
  'src/app/users/watch-memberships.integration.test.ts',
]
/** So many workers run other files meanwhile that no two of these run at once for long. */
const OTHERS_BETWEEN = 3

/**
 * Starts the files whose tests take longest first, so that no worker is left with one of them at the end, and those that mostly wait
 * in between. Vitest itself goes by the durations of the last run, or without one by the sizes of the files, which say little.
 */
export class SlowKindsFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).toSorted((a, b) => rank(a) - rank(b))
    const waiting = sorted.filter(isWaiting)
    const others = sorted.filter((file) => !isWaiting(file))
    for (const [index, file] of waiting.entries()) others.splice(index * (OTHERS_BETWEEN + 1), 0, file)
    return others
  }
}

function isWaiting({ moduleId }: TestSpecification): boolean {
  return WAITING.some((file) => moduleId.endsWith(file))
}

function rank({ moduleId }: TestSpecification): number {
  const kind = KINDS.findIndex((suffix) => moduleId.endsWith(suffix))
  return kind === -1 ? KINDS.length : kind
}
