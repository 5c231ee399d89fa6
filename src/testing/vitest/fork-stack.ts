import { forkHandle, type ForkOptions, type Stack, type StackWithServices } from '../../library.js'

/**
 * An isolated copy of the test run's stack. Use `await using stack = await forkStack()` in a test, or call it in `beforeAll`
 * and `stop` in `afterAll`. Requires the global setup of `homemanager/vitest`. Throws `FORK_FAILED`.
 */
export async function forkStack(
  options: ForkOptions & { readonly services: true },
): Promise<StackWithServices>
export async function forkStack(options?: ForkOptions): Promise<Stack>
export async function forkStack(options: ForkOptions = {}): Promise<Stack> {
  // Not above: Vitest 3 must not be imported by a global setup.
  const { inject } = await import('vitest')
  return forkHandle(inject('homemanagerStack'), options)
}
