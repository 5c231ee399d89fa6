import type { ResolvedConfig } from '../../config/resolved-config.js'

/** In the environment of the program that restarts a command when its files change: others can read arguments. */
export const WATCHED_VARIABLE = 'HOMEMANAGER_WATCHED'

export interface WatchedCommand {
  readonly config: ResolvedConfig
  readonly name: string
  /** When the command was started, in milliseconds since 1970. */
  readonly since: number
}
