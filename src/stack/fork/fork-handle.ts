import { endpointsOf } from '../connect-stores.js'
import { forkedStack, type Stack } from '../create-stack.js'
import { forkStack } from './fork-stack.js'
import type { StackHandle } from './stack-handle.js'

/** Forks a stack that another process has, by its `handle()`. Throws `FORK_FAILED`. */
export async function forkHandle({ config, state }: StackHandle): Promise<Stack> {
  return forkedStack(await forkStack(config, state, endpointsOf(config, state)), state)
}
