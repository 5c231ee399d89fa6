import type { ConfigFlags } from '../config/resolve-config.js'
import type { Output } from '../output/output.js'
import type { Project } from '../project/project.js'
import type { CommandDefinition } from './define-command.js'
import type { GlobalOptions } from './global-flags.js'
import type { SignalHandler } from './signal-handler.js'

/** What the handler of a command works with, besides its flags and arguments. */
export interface CommandContext {
  readonly output: Output
  readonly globals: GlobalOptions
  /**
   * The project that the global flags select, opened once per command. With `settings`, such as `--provider`, which take
   * precedence, it is opened again.
   */
  readonly project: (settings?: Partial<ConfigFlags>) => Promise<Project>
  /** Aborted by Ctrl-C, SIGTERM and SIGHUP. Everything that waits must listen to it. */
  readonly signal: AbortSignal
  /** For commands that run a program for the user: it receives the signals instead. */
  readonly signalHandler: SignalHandler
  /** The command line without the program's name. */
  readonly argv: readonly string[]
  /** All commands, for completion scripts. */
  readonly commands: readonly CommandDefinition[]
}
