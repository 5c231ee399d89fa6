import type { Output } from '../output/output.js'
import type { SignalHandler } from './signal-handler.js'

/** The flags that every command takes. */
export interface GlobalOptions {
  readonly json: boolean
  readonly project?: string
  readonly cwd: string
  readonly yes: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly color: boolean
}

/** What a command gets to work with. */
export interface CommandContext {
  readonly output: Output
  readonly globals: GlobalOptions
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. Whoever waits must listen to it. */
  readonly signal: AbortSignal
  /** For commands that run a program for the user, which then gets the signals. */
  readonly signalHandler: SignalHandler
  /** Every command that help lists, loaded; completion describes them all. */
  readonly loadCommands: () => Promise<readonly Command[]>
}

export interface CommandOption {
  /** As commander writes it: `--timeout <seconds>`, `-f, --follow`. */
  readonly flags: string
  readonly description: string
  readonly default?: string | boolean
  readonly choices?: readonly string[]
  /** Turns the text into its value; throws a HomeError with exit code 2 on nonsense. */
  readonly parse?: (text: string, previous: unknown) => unknown
  readonly hidden?: boolean
}

export interface CommandArgument {
  /** `<store>` is required, `[name]` is optional, `[rest...]` takes all. */
  readonly name: string
  readonly description: string
  readonly choices?: readonly string[]
}

/**
 * A command is data plus one function. `run` resolves to the exit code (nothing: 0) and imports what it needs itself,
 * so that `--help` and every other command do not pay for it.
 */
export interface Command {
  readonly name: string
  readonly summary: string
  readonly description?: string
  readonly arguments?: readonly CommandArgument[]
  readonly options?: readonly CommandOption[]
  /** `[command line without "homemanager", what it does]`. */
  readonly examples?: readonly (readonly [string, string])[]
  readonly subcommands?: readonly Command[]
  /** Everything after the command's name goes to it as arguments, flags included (`exec`). */
  readonly passThrough?: boolean
  readonly hidden?: boolean
  readonly run?: (
    context: CommandContext,
    args: readonly (string | undefined)[],
    options: Readonly<Record<string, unknown>>,
    rest: readonly string[],
  ) => Promise<number | void>
}
