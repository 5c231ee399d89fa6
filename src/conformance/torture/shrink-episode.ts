import { TortureFailure } from './torture-failure.js'
import type { Traffic } from './traffic.js'

export interface ShrinkOptions<Step> extends Pick<Traffic<Step>, 'simplify' | 'isExpensive'> {
  /** Runs steps from the beginning, with new records. Rejects if they fail. */
  readonly run: (steps: readonly Step[]) => Promise<void>
  /** `performance.now()` at which to stop. */
  readonly deadline: number
}

/**
 * Leaves out steps, and then disturbances, as long as the rest fails the same check. Returns what is left: without any one of its steps,
 * it does not fail.
 */
export async function shrinkEpisode<Step>(
  steps: readonly Step[],
  failure: TortureFailure,
  options: ShrinkOptions<Step>,
): Promise<readonly Step[]> {
  let current = steps
  const tryInstead = async (shorter: readonly Step[]): Promise<boolean> => {
    if (performance.now() > options.deadline || !(await failsWith(shorter, failure, options))) return false
    current = shorter
    return true
  }
  const simplifyEach = async (isSelected: (step: Step) => boolean): Promise<void> => {
    for (const [index, step] of current.entries()) {
      if (!isSelected(step)) continue
      for (const simpler of options.simplify(step)) if (await tryInstead(current.with(index, simpler))) break
    }
  }
  // The most expensive steps first.
  await simplifyEach((step) => options.isExpensive(step))
  for (let size = Math.ceil(current.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let start = current.length - size; start > -size; start -= size) {
      const from = Math.max(0, start)
      await tryInstead([...current.slice(0, from), ...current.slice(start + size)])
    }
  }
  await simplifyEach(() => true)
  return current
}

async function failsWith<Step>(
  steps: readonly Step[],
  { check }: TortureFailure,
  { run }: ShrinkOptions<Step>,
): Promise<boolean> {
  try {
    await run(steps)
    return false
  } catch (error) {
    return error instanceof TortureFailure && error.check === check
  }
}
