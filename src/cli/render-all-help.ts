import { COMMANDS } from './command-index.js'
import { buildProgram } from './parser/build-program.js'
import type { Invocation } from './parser/run-command.js'

/** The help of all commands and subcommands, without their examples. */
export function renderAllHelp(invocation: Omit<Invocation, 'argv'>): string {
  return COMMANDS.flatMap(({ definition: { name, hidden } }) => {
    if (hidden === true) return []
    // Only the command that is called is set up.
    const command = buildProgram({ ...invocation, argv: [name] }).commands.find(
      (each) => each.name() === name,
    )
    const subcommands = command?.commands.filter((each) => each.name() !== 'help') ?? []
    return [command, ...subcommands].flatMap((each) => each?.helpInformation() ?? [])
  }).join('\n')
}
