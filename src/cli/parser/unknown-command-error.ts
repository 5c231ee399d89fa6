import { findClosestMatch } from '../../core/closest-match.js'
import { COMMAND_SEQUENCES, COMMAND_SYNONYMS, SUBCOMMAND_SYNONYMS } from './command-synonyms.js'
import type { CommandDefinition } from '../define-command.js'
import { UsageError } from '../usage-error.js'

/** No command has that name. Suggests what other tools call so, or the closest name. */
export function unknownCommandError(name: string, commands: readonly CommandDefinition[]): UsageError {
  return new UsageError({ message: `Unknown command "${name}".`, hint: suggestCommand(name, commands) })
}

/**
 * `homemanager migrate stauts`: `path` is the command, `name` the unknown subcommand. `swapped` is the command line with the subcommand
 * first, if it is the next word.
 */
export function unknownSubcommandError(
  path: string,
  name: string,
  subcommands: readonly string[],
  swapped?: string,
): UsageError {
  const word = SUBCOMMAND_SYNONYMS[path]?.[name.toLowerCase()] ?? findClosestMatch(name, subcommands)
  const meant = swapped ?? (word === undefined ? undefined : `homemanager ${path} ${word}`)
  return new UsageError({
    message: `Unknown command "${path} ${name}".`,
    detail: `Subcommands of ${path}: ${subcommands.join(', ')}.`,
    hint: meant === undefined ? undefined : `Did you mean ${meant}?`,
  })
}

function suggestCommand(name: string, commands: readonly CommandDefinition[]): string | undefined {
  const word = name.toLowerCase()
  const sequence = COMMAND_SEQUENCES[word]
  if (sequence !== undefined) return `Use ${sequence.map((line) => `homemanager ${line}`).join(', then ')}.`
  const visible = commands.filter(({ hidden }) => hidden !== true)
  const closest = findClosestMatch(
    word,
    visible.flatMap(({ name: known, aliases = [] }) => [known, ...aliases]),
  )
  const meant = COMMAND_SYNONYMS[word] ?? (closest === undefined ? [] : [closest])
  if (meant.length === 0) return undefined
  return `Did you mean ${meant.map((line) => `homemanager ${line}`).join(' or ')}?`
}
