import type { StoreName } from '../../../core/store-name.js'
import { runInForeground } from '../../../project/foreground/run-in-foreground.js'
import type { StoreDriver } from '../../../stores/driver.js'
import type { CommandContext } from '../../command.js'

/** Runs the command-line client of a store in the foreground; resolves to its exit code. */
export async function openShell<Name extends StoreName>(
  { project: openProject, signalHandler }: CommandContext,
  driver: Pick<StoreDriver<Name>, 'name' | 'title' | 'loadShell'>,
  args: readonly string[],
): Promise<number> {
  const endpoints = (await openProject()).endpoints()
  const toProgram = await driver.loadShell?.()
  if (toProgram === undefined) throw new TypeError(`${driver.title} has no command-line client.`)
  const program = toProgram(endpoints[driver.name], args)
  let forward: (name: NodeJS.Signals) => void = () => {}
  using _signals = signalHandler.forwardTo((name) => forward(name))
  return await runInForeground({ ...program, onStarted: (send) => (forward = send) })
}
