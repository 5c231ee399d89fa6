import type {
  Argument,
  CommandDefinition,
  CompletedNames,
  Flag,
  Flags,
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
  /** The values after each first argument of the command; after any other, all of them are offered. */
  readonly valuesByArgument: Readonly<Record<string, readonly string[]>>
  /** Also offers paths. */
  readonly path: 'file' | 'directory' | undefined
  /** Also offers names that the script reads from the project's directory. */
  readonly source: CompletedNames | undefined
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

/** What the scripts complete. */
export interface Completions {
  /** Of every command. */
  readonly globalFlags: readonly FlagCompletion[]
  /** All commands, each followed by its subcommands. */
  readonly commands: readonly CommandCompletion[]
}

/** Lists what can be completed, from the definitions that the parser and the help use. */
export async function listCompletions(commands: readonly CommandDefinition[]): Promise<Completions> {
  const visible = commands.filter(({ hidden }) => hidden !== true)
  return {
    globalFlags: [
      ...(await listFlags(GLOBAL_FLAGS)),
      { names: ['-h', '--help'], description: 'Print help', value: undefined },
    ],
    commands: (await Promise.all(visible.map(toCommandCompletions))).flat(),
  }
}

async function toCommandCompletions(command: CommandDefinition): Promise<readonly CommandCompletion[]> {
  const { name, aliases = [], subcommands = {} } = command
  const own = await toCompletion('', name, command)
  return [
    { ...own, names: [name, ...aliases], subcommands: Object.keys(subcommands) },
    ...(await Promise.all(
      Object.entries(subcommands).map(async ([sub, definition]) => toCompletion(name, sub, definition)),
    )),
  ]
}

async function toCompletion(
  parent: string,
  name: string,
  definition: SubcommandDefinition,
): Promise<CommandCompletion> {
  return {
    parent,
    name,
    names: [name],
    path: `${parent} ${name}`.trim(),
    summary: capitalize(definition.summary),
    subcommands: [],
    arguments: await Promise.all(Object.entries(definition.arguments ?? {}).map(toArgumentCompletion)),
    flags: await listFlags(definition.flags ?? {}),
  }
}

async function toArgumentCompletion([name, argument]: readonly [
  string,
  Argument,
]): Promise<ArgumentCompletion> {
  return { ...(await toValueCompletion(name, argument)), variadic: argument.variadic ?? false }
}

async function listFlags(flags: Flags): Promise<readonly FlagCompletion[]> {
  return Promise.all(Object.entries(flags).map(async ([name, flag]) => toFlagCompletion(name, flag)))
}

async function toFlagCompletion(name: string, flag: Flag): Promise<FlagCompletion> {
  return {
    names: [...(flag.short === undefined ? [] : [`-${flag.short}`]), toLongFlag(name, flag)],
    description: capitalize(flag.description),
    value:
      flag.type === 'boolean'
        ? undefined
        : {
            ...(await toValueCompletion(flag.value, flag)),
            optional: flag.bare !== undefined,
            repeatable: flag.repeatable ?? flag.variadic ?? false,
          },
  }
}

async function toValueCompletion(name: string, definition: ValueDefinition): Promise<ValueCompletion> {
  const valuesByArgument = (await definition.suggestionsByArgument?.()) ?? {}
  return {
    name,
    values: [...(await listValues(definition)), ...Object.values(valuesByArgument).flat()],
    valuesByArgument,
    path: definition.type === 'string' ? definition.path : undefined,
    source: definition.type === 'string' ? definition.names : undefined,
  }
}

async function listValues(definition: ValueDefinition): Promise<readonly string[]> {
  if (definition.type === 'choice') return definition.choices
  const { suggestions = [] } = definition
  return typeof suggestions === 'function' ? suggestions() : suggestions
}
