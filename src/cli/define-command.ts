/** The headings of the root help, in its order. */
export const COMMAND_GROUPS = [
  'Stack',
  'Schema',
  'Data',
  'Inspect',
  'Services and events',
  'Project',
] as const
export type CommandGroup = (typeof COMMAND_GROUPS)[number]

interface ValueBase {
  readonly description: string
  /** What applies without the flag or argument, as the help shows it, where it is not the value of `default`. */
  readonly defaultText?: string
  /** Values that completion offers; a function loads what only it needs. Other values are allowed. */
  readonly suggestions?: readonly string[] | (() => Promise<readonly string[]>)
  /** Those that are offered instead after this first argument of the command. */
  readonly suggestionsByArgument?: () => Promise<Readonly<Record<string, readonly string[]>>>
}

/**
 * The state directories of projects; the files of the project's own migrations; its snapshots; its branches; its own entities; its
 * custom services; the latest traces; and from the running stack, the latest sagas, events and
 * correlation IDs, families, and records of the entity before it.
 */
export type CompletedNames =
  | 'projects'
  | 'migrations'
  | 'snapshots'
  | 'branches'
  | 'entities'
  | 'services'
  | 'traces'
  | 'sagas'
  | 'families'
  | 'events'
  | 'correlations'
  | 'records'
  | 'indexes'

/** Text. `parse` converts it and throws `USAGE`; `subject` is the name for its message, such as `--url` or `<id>`. */
export interface StringValue extends ValueBase {
  readonly type: 'string'
  readonly parse?: (text: string, subject: string) => unknown
  /** The value is a path, or may be one: completion offers files or directories. */
  readonly path?: 'file' | 'directory'
  /** What an empty value is told to be. Default: a path, as in "a file". */
  readonly pathOrName?: string
  /** Names that completion also reads from the project's directory, at the time of completing. */
  readonly names?: CompletedNames
  /** In its converted form. */
  readonly default?: unknown
}

export interface IntegerValue extends ValueBase {
  readonly type: 'integer'
  /** Inclusive. */
  readonly min: number
  /** Inclusive. Default: no limit. */
  readonly max?: number
  readonly default?: number
}

/** A duration in seconds, with a fraction if necessary. Greater than 0 and at most one day. */
export interface SecondsValue extends ValueBase {
  readonly type: 'seconds'
  /** Also allows 0, which means: do not wait. */
  readonly allowZero?: true
  readonly default?: number
}

export interface ChoiceValue extends ValueBase {
  readonly type: 'choice'
  readonly choices: readonly string[]
  /** Why there are no others, as a sentence for the error. */
  readonly reason?: string
  readonly default?: string
}

export type ValueDefinition = StringValue | IntegerValue | SecondsValue | ChoiceValue

interface FlagBase {
  /** One letter: `f` for `-f`. */
  readonly short?: string
}

/** True if given. With `default: true`, the flag is `--no-<name>`, which sets it to false. */
export interface BooleanFlag extends FlagBase {
  readonly type: 'boolean'
  readonly description: string
  readonly default?: true
}

export type ValueFlag = FlagBase &
  ValueDefinition & {
    /** The placeholder of the value in the help. */
    readonly value: string
    /** The value of the flag if none follows it. */
    readonly bare?: string
    /** The flag may occur several times. */
    readonly repeatable?: true
    /** Several values may follow the flag. */
    readonly variadic?: true
  }

export type Flag = BooleanFlag | ValueFlag
/** By name: `projectTo` is `--project-to`. */
export type Flags = Readonly<Record<string, Flag>>

/** Required, unless `optional` or `variadic` is set. */
export type Argument = ValueDefinition & {
  readonly optional?: true
  /** Takes all remaining words. With `optional`, there may be none. */
  readonly variadic?: true
}
/** By name, in the order of the command line. */
export type Arguments = Readonly<Record<string, Argument>>

/** Flags that cannot be given together, because one would be ignored. */
export interface FlagConflict {
  /** The name of a flag of the command, or of a global flag. */
  readonly flag: string
  /** The names of the flags that it excludes. */
  readonly excludes: readonly string[]
  /** Why, after a colon: `--dry-run writes nothing`. */
  readonly reason: string
  /** Whether these values conflict. Default: all. */
  readonly when?: (value: unknown, excluded: unknown) => boolean
}

/** What a command and a subcommand have in common. */
export interface SubcommandDefinition {
  /** An imperative phrase without a period, for lists of commands and as title of the help. */
  readonly summary: string
  /** Replaces the summary in the help. */
  readonly description?: string
  readonly arguments?: Arguments
  readonly flags?: Flags
  /** Checked by the parser, with `USAGE`. */
  readonly conflicts?: readonly FlagConflict[]
  /** Its result shows text of users, such as records: see `OutputOptions`. */
  readonly showsUserText?: true
  /** `[command line without "homemanager", what it does]`. */
  readonly examples: readonly (readonly [string, string])[]
}

/**
 * A command as data. The parser, the help, the completion scripts and the types of the handler are derived from it. Only the
 * handler does work; it is loaded when the command runs, so a definition must import nothing but constants.
 */
export interface CommandDefinition extends SubcommandDefinition {
  readonly name: string
  readonly group: CommandGroup
  /** Other names of the command, which only its own help and completion show. */
  readonly aliases?: readonly string[]
  readonly hidden?: true
  /** Everything after the command's name is an argument, flags included (`exec`). */
  readonly passThrough?: true
  readonly subcommands?: Readonly<Record<string, SubcommandDefinition>>
  /** The command does nothing on its own. */
  readonly requiresSubcommand?: true
}

/** Returns the definition with its literal types, from which its handler's input is inferred. */
export function defineCommand<const Definition extends CommandDefinition>(
  definition: Definition,
): Definition {
  return definition
}

/** Values of flags by name. A flag without a default that is not given is undefined; a list is empty. */
export type FlagValues<F extends Flags> = { readonly [Name in keyof F]: FlagValue<F[Name]> }

type FlagValue<F extends Flag> = F extends BooleanFlag
  ? boolean
  : F extends { readonly repeatable: true } | { readonly variadic: true }
    ? readonly SingleValue<F>[]
    : F extends { readonly default: unknown }
      ? SingleValue<F>
      : SingleValue<F> | undefined

/** Values of arguments by name. An optional argument that is not given is undefined; a list is empty. */
export type ArgumentValues<A extends Arguments> = { readonly [Name in keyof A]: ArgumentValue<A[Name]> }

type ArgumentValue<A extends Argument> = A extends { readonly variadic: true }
  ? readonly SingleValue<A>[]
  : A extends { readonly default: unknown }
    ? SingleValue<A>
    : A extends { readonly optional: true }
      ? SingleValue<A> | undefined
      : SingleValue<A>

type SingleValue<V> = V extends { readonly parse: (text: string, subject: string) => infer Value }
  ? Value
  : V extends { readonly type: 'integer' | 'seconds' }
    ? number
    : V extends { readonly choices: readonly (infer Choice)[] }
      ? Choice
      : string
