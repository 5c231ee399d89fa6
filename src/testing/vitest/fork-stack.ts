import type { Stack } from '../../project/stack/create-stack.js'
import type { ForkOptions } from '../../project/stack/fork-options.js'
import { forkHandle } from '../../project/stack/fork-handle.js'

/**
 * An isolated copy of the test run's stack. Use `await using stack = await forkStack()` in a test, or call it in `beforeAll`
 * and `stop` in `afterAll`. Requires the global setup of `homemanager/vitest`. Throws `FORK_FAILED`.
 */
export async function forkStack(options: ForkOptions = {}): Promise<Stack> {
  const { inject } = await import('vitest')
  return forkHandle(inject('homemanagerStack'), options)
}
