import { checkArgument, checkOptions } from '../../core/check-options.js'
import { createShapeRule } from '../../core/option-rule.js'
import { CREATE_STACK_RULES } from '../../project/stack/option-rules.js'
import { createStack, type CreateStackOptions, type StackHandle } from '../../library.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** The stack of the test run, for `forkStack`. */
    readonly homemanagerStack: StackHandle
  }
}

/** What the global setup uses of Vitest's `TestProject`. */
export interface ProvidingProject {
  provide(key: 'homemanagerStack', value: StackHandle): void
}

/** Options for the stack of a test run, which is always ephemeral and has no services. */
export type VitestStackOptions = Omit<CreateStackOptions, 'ephemeral' | 'lazy' | 'services'>

const { ephemeral: _ephemeral, lazy: _lazy, services: _services, ...VITEST_RULES } = CREATE_STACK_RULES
const PROJECT = createShapeRule('the project that Vitest passes to a global setup', 'provide')

/**
 * Global setup for Vitest: starts one ephemeral, seeded stack for the test run, which test files copy with `forkStack`. In
 * vitest.config.ts: `globalSetup: ['homemanager/vitest']`. The profile is `HOMEMANAGER_SEED`; default: `demo`.
 */
export async function setup(project: ProvidingProject): Promise<() => Promise<void>> {
  return setupWith({ seed: process.env['HOMEMANAGER_SEED'] || 'demo' })(project)
}

/** The same with custom options: `export const setup = setupWith({ seed: 'small', provider: 'embedded' })`. */
export function setupWith(
  options: VitestStackOptions,
): (project: ProvidingProject) => Promise<() => Promise<void>> {
  checkOptions('setupWith', VITEST_RULES, options)
  return async (project) => {
    checkArgument('setup', PROJECT, project)
    const stack = await createStack({ ...options, ephemeral: true, services: 'none' })
    project.provide('homemanagerStack', stack.handle())
    return async () => stack.stop()
  }
}
