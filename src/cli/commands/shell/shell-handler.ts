import type { CommandInput } from '../../command-handler.js'
import type { shellCommand } from './shell.command.js'

/** Runs the command-line client of a store in the foreground; resolves to its exit code. */
export async function run({ context, args }: CommandInput<typeof shellCommand>): Promise<number> {
  const project = await context.project()
  let forward: (name: NodeJS.Signals) => void = () => {}
  using _signals = context.signalHandler.forwardTo((name) => forward(name))
  return await project.shell(args.store, args.args, (send) => (forward = send))
}
