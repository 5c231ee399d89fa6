import type { Endpoints } from '../../core/store-types.js'
import type { StoreName } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import { type ForegroundProgram, runInForeground } from './run-in-foreground.js'

/** Runs the command-line client of a store in the foreground. Resolves to its exit code. */
export async function runShell<Name extends StoreName>(
  name: Name,
  endpoint: Endpoints[Name],
  args: readonly string[],
  onStarted: NonNullable<ForegroundProgram['onStarted']>,
): Promise<number> {
  const driver = getStoreDriver(name)
  const toProgram = await driver.loadShell?.()
  if (toProgram === undefined) throw new TypeError(`${driver.title} has no command-line client.`)
  return runInForeground({
    ...(await toProgram(endpoint, args)),
    unset: driver.listOverridingVariables(endpoint),
    onStarted,
  })
}
