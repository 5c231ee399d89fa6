import type { CommandInput } from '../../command-handler.js'
import type { migrateCommand } from './migrate.command.js'

type Subcommands = (typeof migrateCommand)['subcommands']

/** What the handler of a subcommand of `migrate` receives. */
export type MigrateInput<Name extends keyof Subcommands> = CommandInput<Subcommands[Name]>
