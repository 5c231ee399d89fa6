import type { ConfigFlags } from '../config/resolve-config.js'
import type { Output } from '../output/output.js'
import type { Project } from '../project/project.js'
import type { SignalHandler } from './signal-handler.js'

/** The options that every command has. */
export interface GlobalOptions {
  readonly json: boolean
  readonly project?: string
  readonly cwd: string
  readonly yes: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

/** What the handler of a command works with. */
export interface CommandContext {
  readonly output: Output
  readonly globals: GlobalOptions
  /**
   * The project that the global options select, opened once per command. With `settings`, such as `--provider`, which take
   * precedence, it is opened again.
   */
  readonly project: (settings?: Partial<ConfigFlags>) => Promise<Project>
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. Everything that waits must listen to it. */
  readonly signal: AbortSignal
  /** For commands that run a program for the user: it receives the signals instead. */
  readonly signalHandler: SignalHandler
  /** Loads every visible command, for completion scripts. */
  readonly loadCommands: () => Promise<readonly Command[]>
}

export interface CommandOption {
  /** In commander's notation: `--timeout <seconds>`, `-f, --follow`. */
  readonly flags: string
  readonly description: string
  readonly default?: string | boolean
  readonly choices?: readonly string[]
  /** Converts the text to the option's value; throws `USAGE` if it is invalid. */
  readonly parse?: (text: string, previous: unknown) => unknown
  readonly hidden?: boolean
}

export interface CommandArgument {
  /** `<store>` is required, `[name]` is optional, `[rest...]` is variadic. */
  readonly name: string
  readonly description: string
  readonly choices?: readonly string[]
}

/**
 * A command is data and one function. `run` resolves to the exit code (0 without one) and imports what it needs itself,
 * so that `--help` and the other commands start fast.
 */
export interface CommandDefinition {
  readonly name: string
  readonly description?: string
  readonly arguments?: readonly CommandArgument[]
  readonly options?: readonly CommandOption[]
  /** `[command line without "homemanager", what it does]`. */
  readonly examples?: readonly (readonly [string, string])[]
  readonly subcommands?: readonly Command[]
  /** Everything after the command's name is an argument, options included (`exec`). */
  readonly passThrough?: boolean
  readonly hidden?: boolean
  readonly run?: (
    context: CommandContext,
    args: readonly (string | undefined)[],
    options: Readonly<Record<string, unknown>>,
    rest: readonly string[],
  ) => Promise<number | void>
}

/** A command with its summary: an imperative phrase. A subcommand has its own; the others are in the command index. */
export interface Command extends CommandDefinition {
  readonly summary: string
}
