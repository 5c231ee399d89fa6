import { toOptionError } from '../../core/check-options.js'
import { forkHandle, type ForkedStack, type ForkOptions, type StackHandle } from '../../library.js'

/**
 * An isolated copy of the test run's stack. Use `await using stack = await forkStack()` in a test, or call it in `beforeAll`
 * and `stop` in `afterAll`. Requires the global setup of `homemanager/vitest`. Throws `FORK_FAILED`.
 */
export async function forkStack<const Services extends boolean = false>(
  options: ForkOptions & { readonly services?: Services } = {},
): Promise<ForkedStack<Services>> {
  const fork: (handle: StackHandle, given: typeof options, call: string) => Promise<ForkedStack<Services>> =
    forkHandle
  // Not above: Vitest 3 must not be imported by a global setup.
  const { inject } = await import('vitest')
  const handle = inject('homemanagerStack') as StackHandle | undefined
  if (handle === undefined) {
    throw toOptionError(
      'forkStack found no stack of this test run.',
      'The global setup of homemanager/vitest starts it.',
      "Add globalSetup: ['homemanager/vitest'] to the Vitest configuration.",
    )
  }
  return fork(handle, options, 'forkStack')
}
