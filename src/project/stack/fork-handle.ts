import { checkArgument, checkOptions } from '../../core/check-options.js'
import { createForkedStack, type ForkedStack } from './create-stack.js'
import type { ForkOptions } from './fork-options.js'
import { FORK_RULES, HANDLE_RULE } from './option-rules.js'
import type { StackHandle } from './stack-handle.js'

/** Forks a stack of another process, given its `handle()`, or that as JSON. The copy is dropped when disposed. Throws `FORK_FAILED`, and `STACK_NOT_RUNNING` if the stack has ended. */
export async function forkHandle<const Services extends boolean = false>(
  handle: StackHandle | string | undefined,
  options?: ForkOptions & { readonly services?: Services },
): Promise<ForkedStack<Services>>
// What calls it for the user passes the name of its own function, for errors.
export async function forkHandle(
  given: StackHandle | string | undefined,
  options: ForkOptions = {},
  call = 'forkHandle',
): Promise<ForkedStack<boolean>> {
  const handle = typeof given === 'string' ? parseJson(given) : given
  checkArgument(
    call,
    HANDLE_RULE,
    handle,
    given === undefined
      ? 'The set-up of the test run starts the stack and passes its handle on: run the tests with it.'
      : 'Pass what stack.handle() of the same version of homemanager returns.',
  )
  checkOptions(call, FORK_RULES, options)
  return createForkedStack(handle as StackHandle, options)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}
