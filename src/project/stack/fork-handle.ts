import { checkOptions } from './check-options.js'
import { createForkedStack, type Stack, type StackWithServices } from './create-stack.js'
import type { ForkOptions } from './fork-options.js'
import { FORK_RULES } from './option-rules.js'
import type { StackHandle } from './stack-handle.js'

/** Forks a stack of another process, given its `handle()`. The copy is dropped when disposed. Throws `FORK_FAILED`. */
export async function forkHandle(
  handle: StackHandle,
  options: ForkOptions & { readonly services: true },
): Promise<StackWithServices>
export async function forkHandle(handle: StackHandle, options?: ForkOptions): Promise<Stack>
export async function forkHandle(handle: StackHandle, options: ForkOptions = {}): Promise<Stack> {
  checkOptions('forkHandle', FORK_RULES, options)
  return createForkedStack(handle, options)
}
