import { Project } from '../project.js'
import { toForkedStack, type Stack } from './create-stack.js'
import type { StackHandle } from './stack-handle.js'

/** Forks a stack of another process, given its `handle()`. The copy is dropped when disposed. Throws `FORK_FAILED`. */
export async function forkHandle({ config, state }: StackHandle): Promise<Stack> {
  return toForkedStack(await new Project(config, () => state).fork(), state)
}
