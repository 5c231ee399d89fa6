import type { TestProject } from 'vitest/node'
import { createStack } from '../../project/stack/create-stack.js'
import type { CreateStackOptions } from '../../project/stack/create-stack-options.js'
import type { StackHandle } from '../../project/fork/stack-handle.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack of the run, for `forkStack`. */
    readonly homemanagerStack: StackHandle
  }
}

/** What the stack of a test run is made of; it is always ephemeral. */
export type VitestStackOptions = Omit<CreateStackOptions, 'ephemeral' | 'lazy' | 'services'>

/**
 * Vitest's global setup: one ephemeral, seeded stack for the whole run, of which each test file takes a copy by
 * `forkStack`. In vitest.config.ts: `globalSetup: ['homemanager/vitest']`. The profile is `HOMEMANAGER_SEED`, else `demo`.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  return setupWith({ seed: process.env['HOMEMANAGER_SEED'] || 'demo' })(project)
}

/** The same with options of your own: `export const setup = setupWith({ seed: 'small', provider: 'embedded' })`. */
export function setupWith(
  options: VitestStackOptions,
): (project: Pick<TestProject, 'provide'>) => Promise<() => Promise<void>> {
  return async (project) => {
    const stack = await createStack({ ...options, ephemeral: true, services: 'none' })
    project.provide('homemanagerStack', stack.handle())
    return async () => stack.stop()
  }
}
