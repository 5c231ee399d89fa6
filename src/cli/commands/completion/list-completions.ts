import type {
  Argument,
  CommandDefinition,
  Flag,
  SubcommandDefinition,
  ValueDefinition,
} from '../../define-command.js'
import { toLongFlag } from '../../flag-notation.js'
import { GLOBAL_FLAGS } from '../../global-flags.js'
import { capitalize } from '../../parser/help-format.js'

/** What a completion script offers after a command. */
export interface CommandCompletion {
  /** The command of a subcommand; otherwise empty. */
  readonly parent: string
  readonly name: string
  /** The name and its aliases. */
  readonly names: readonly string[]
  /** `migrate status`. */
  readonly path: string
  readonly summary: string
  readonly subcommands: readonly string[]
  readonly arguments: readonly ArgumentCompletion[]
  readonly flags: readonly FlagCompletion[]
}

/** The values of a flag or argument. */
export interface ValueCompletion {
  readonly name: string
  readonly values: readonly string[]
  /** Also offers paths. */
  readonly path: 'file' | 'directory' | undefined
}

export interface ArgumentCompletion extends ValueCompletion {
  /** It takes all remaining words. */
  readonly variadic: boolean
}

export interface FlagCompletion {
  /** The short and the long form: `-f`, `--follow`. */
  readonly names: readonly string[]
  readonly description: string
  readonly value: FlagValueCompletion | undefined
}

export interface FlagValueCompletion extends ValueCompletion {
  /** The flag may also stand alone. */
  readonly optional: boolean
  /** The flag may be given several times. */
  readonly repeatable: boolean
}

/** The flags of every command, and what prints and exits. */
export const GLOBAL_FLAG_COMPLETIONS: readonly FlagCompletion[] = [
  ...Object.entries(GLOBAL_FLAGS).map(([name, flag]) => toFlagCompletion(name, flag)),
  { names: ['-h', '--help'], description: 'Print help', value: undefined },
]

/** Lists all commands, each followed by its subcommands, from the definitions that the parser and the help use. */
export function listCompletions(commands: readonly CommandDefinition[]): readonly CommandCompletion[] {
  return commands
    .filter(({ hidden }) => hidden !== true)
    .flatMap((command) => {
      const { name, aliases = [], subcommands = {} } = command
      const own = toCompletion('', name, command)
      return [
        { ...own, names: [name, ...aliases], subcommands: Object.keys(subcommands) },
        ...Object.entries(subcommands).map(([sub, definition]) => toCompletion(name, sub, definition)),
      ]
    })
}

function toCompletion(parent: string, name: string, definition: SubcommandDefinition): CommandCompletion {
  return {
    parent,
    name,
    names: [name],
    path: `${parent} ${name}`.trim(),
    summary: capitalize(definition.summary),
    subcommands: [],
    arguments: Object.entries(definition.arguments ?? {}).map(toArgumentCompletion),
    flags: Object.entries(definition.flags ?? {}).map(([flag, each]) => toFlagCompletion(flag, each)),
  }
}

function toArgumentCompletion([name, argument]: readonly [string, Argument]): ArgumentCompletion {
  return { ...toValueCompletion(name, argument), variadic: argument.variadic ?? false }
}

function toFlagCompletion(name: string, flag: Flag): FlagCompletion {
  return {
    names: [...(flag.short === undefined ? [] : [`-${flag.short}`]), toLongFlag(name, flag)],
    description: capitalize(flag.description),
    value:
      flag.type === 'boolean'
        ? undefined
        : {
            ...toValueCompletion(flag.value, flag),
            optional: flag.bare !== undefined,
            repeatable: flag.repeatable ?? flag.variadic ?? false,
          },
  }
}

function toValueCompletion(name: string, definition: ValueDefinition): ValueCompletion {
  return {
    name,
    values: definition.type === 'choice' ? definition.choices : (definition.suggestions ?? []),
    path: definition.type === 'string' ? definition.path : undefined,
  }
}
