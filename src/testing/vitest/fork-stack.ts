import { inject } from 'vitest'
import type { Stack } from '../../project/stack/create-stack.js'
import { forkHandle } from '../../project/fork/fork-handle.js'

/**
 * A copy of the run's stack that this test file has for itself. `await using stack = await forkStack()`, or keep it and
 * call `stop` in `afterAll`. Needs the global setup of `homemanager/vitest`.
 */
export async function forkStack(): Promise<Stack> {
  return forkHandle(inject('homemanagerStack'))
}
