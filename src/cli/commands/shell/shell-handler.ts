import { runInForeground } from '../../../project/foreground/run-in-foreground.js'
import { getStoreDriver } from '../../../stores/registry.js'
import type { CommandInput } from '../../command-handler.js'
import type { shellCommand } from './shell.command.js'

/** Runs the command-line client of a store in the foreground; resolves to its exit code. */
export async function run({ context, args }: CommandInput<typeof shellCommand>): Promise<number> {
  const driver = getStoreDriver(args.store)
  const project = await context.project()
  const endpoints = project.endpoints()
  const toProgram = await driver.loadShell?.()
  if (toProgram === undefined) throw new TypeError(`${driver.title} has no command-line client.`)
  const program = toProgram(endpoints[driver.name], args.args)
  let forward: (name: NodeJS.Signals) => void = () => {}
  using _signals = context.signalHandler.forwardTo((name) => forward(name))
  return await runInForeground({ ...program, onStarted: (send) => (forward = send) })
}
