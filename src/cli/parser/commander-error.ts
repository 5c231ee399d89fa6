import type { Command, CommanderError, Option } from 'commander'
import { findClosestMatch } from '../../core/closest-match.js'
import { FLAG_SYNONYMS } from './command-synonyms.js'
import { getCommandPath } from './help-format.js'
import { suggestQuotes } from './suggest-quotes.js'
import { UsageError } from '../usage-error.js'

/** Converts an error of commander to the style of the other errors. `command` is where it occurred. */
export function toUsageError(error: CommanderError, command: Command): UsageError {
  const path = getCommandPath(command)
  const [message = '', guess = ''] = error.message.replace(/^error: /, '').split('\n')
  const quoted = /'([^']+)'/.exec(message)?.[1] ?? ''
  switch (error.code) {
    case 'commander.unknownOption': {
      const meant =
        FLAG_SYNONYMS[path]?.[quoted] ??
        /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(guess)?.[1] ??
        findClosestFlag(quoted, command)
      return new UsageError({
        message: `Unknown option ${quoted}.`,
        hint: meant === undefined ? undefined : `Did you mean ${meant.replace(/, (?=[^,]+$)/, ' or ')}?`,
      })
    }
    case 'commander.missingArgument': {
      const argument = command.registeredArguments.find((each) => each.name() === quoted)
      return new UsageError({
        message: `Missing argument <${quoted}>.`,
        detail: listAllowedValues(argument?.argChoices) ?? `Usage: homemanager ${path} ${command.usage()}`,
      })
    }
    case 'commander.optionMissingArgument': {
      const option = command.options.find((each) => each.flags === quoted)
      return missingValueError(option ?? { flags: quoted })
    }
    case 'commander.excessArguments': {
      const expected = command.registeredArguments.length
      const words = suggestQuotes(command)
      return new UsageError({
        message: `Unexpected argument "${command.args[expected] ?? ''}".`,
        detail: `Usage: homemanager ${path} ${command.usage()}`,
        hint: words === undefined ? undefined : `Several words need quotes: ${words}.`,
      })
    }
    default: {
      return new UsageError({ message: `${message.charAt(0).toUpperCase()}${message.slice(1)}` })
    }
  }
}

/** Commander does not suggest the global flags, which the help of a command hides. */
function findClosestFlag(name: string, command: Command): string | undefined {
  const names = command.options.flatMap(({ long }) => long ?? [])
  if (name.startsWith('--')) return findClosestMatch(name, names)
  // For -o, what could be abbreviated so.
  const meant = names.filter((each) => each.startsWith(`-${name.slice(0, 2)}`))
  return meant.length === 0 ? undefined : meant.join(', ')
}

export function listSubcommands(command: Command): readonly string[] {
  return command.commands.map((each) => each.name()).filter((name) => name !== 'help')
}

function listAllowedValues(choices: readonly string[] | undefined): string | undefined {
  return choices === undefined ? undefined : `Allowed values: ${choices.join(', ')}.`
}

export function missingValueError(option: Pick<Option, 'flags'> & Partial<Option>): UsageError {
  return new UsageError({
    message: `Missing value for ${option.long ?? option.short ?? option.flags}.`,
    detail: listAllowedValues(option.argChoices) ?? `Usage: ${option.flags}`,
  })
}
