import { inject } from 'vitest'
import { forkHandle, type ForkOptions, type Stack } from '../../index.js'

/**
 * An isolated copy of the test run's stack. Use `await using stack = await forkStack()` in a test, or call it in `beforeAll`
 * and `stop` in `afterAll`. Requires the global setup of `homemanager/vitest`. Throws `FORK_FAILED`.
 */
export async function forkStack(options: ForkOptions = {}): Promise<Stack> {
  return forkHandle(inject('homemanagerStack'), options)
}
