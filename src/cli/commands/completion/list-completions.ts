import type { Command, CommandOption } from '../../command.js'

/** What a completion script offers after a command. */
export interface CommandCompletion {
  /** The command and its subcommand, such as `migrate status`. */
  readonly path: string
  readonly summary: string
  /** Subcommands and the choices of arguments. */
  readonly candidates: readonly string[]
  readonly flags: readonly CompletionFlag[]
}

export interface CompletionFlag {
  readonly long: string
  readonly description: string
  readonly takesValue: boolean
  readonly choices: readonly string[]
}

/** Lists all commands with their subcommands and flags, from the definitions that the parser and the help use. */
export function listCompletions(commands: readonly Command[]): readonly CommandCompletion[] {
  return commands.flatMap((command) => toCompletions(command, ''))
}

function toCompletions(command: Command, parentPath: string): readonly CommandCompletion[] {
  const path = `${parentPath} ${command.name}`.trim()
  const subcommands = (command.subcommands ?? []).filter((sub) => sub.hidden !== true)
  const choices = (command.arguments ?? []).flatMap((argument) => argument.choices ?? [])
  const completion: CommandCompletion = {
    path,
    summary: command.summary,
    candidates: [...subcommands.map((sub) => sub.name), ...choices],
    flags: (command.options ?? []).filter((option) => option.hidden !== true).flatMap(toCompletionFlags),
  }
  return [completion, ...subcommands.flatMap((sub) => toCompletions(sub, path))]
}

function toCompletionFlags(option: CommandOption): readonly CompletionFlag[] {
  const long = /--[a-z][a-z-]*/.exec(option.flags)?.[0]
  if (long === undefined) return []
  const takesValue = /[<[]/.test(option.flags)
  return [{ long, description: option.description, takesValue, choices: option.choices ?? [] }]
}
