import type { DataChanges } from '../../../core/data-changes.js'
import type { StoreName } from '../../../core/store-name.js'
import type { ProjectMigrations } from '../../../project/project-migrations.js'
import type { CommandContext } from '../../command-context.js'
import { confirmRemote } from '../../confirm-remote.js'

/** The flags of the subcommands. Each has some of them. */
interface MigrationFlags {
  readonly store: readonly StoreName[]
  /** Seconds. */
  readonly wait?: number
  readonly allowOutOfOrder?: boolean
  readonly allowUnknownMigrations?: boolean
  readonly allowRemote?: boolean
}

interface MigrationContextOptions extends MigrationFlags {
  /** Whether the command holds the stack lock. Default: false. */
  readonly isLocked?: boolean
  /** Gets the migrations that have begun and were not rolled back. */
  readonly changes?: DataChanges
}

export interface MigrationContext {
  readonly migrations: ProjectMigrations
  /** The selected stores. */
  readonly only: readonly StoreName[]
  /** Asks for confirmation before stores on other hosts are changed. */
  readonly confirmRemote: (only?: readonly StoreName[]) => Promise<void>
}

/** Connects to the running stack and calls `work` with the options of the flags and the configuration. */
export async function withMigrationContext<T>(
  context: CommandContext,
  {
    store,
    wait,
    allowOutOfOrder = false,
    allowUnknownMigrations = false,
    allowRemote = false,
    isLocked = false,
    changes,
  }: MigrationContextOptions,
  work: (given: MigrationContext) => Promise<T>,
): Promise<T> {
  const project = await context.project()
  await using stores = await project.connect()
  const migrations = await project.migrations(stores, {
    only: store,
    ...(wait === undefined ? {} : { waitMs: wait * 1000 }),
    allowOutOfOrder,
    allowUnknownMigrations,
    allowRemote,
    isLocked,
    ...(changes === undefined ? {} : { changes }),
    signal: context.signal,
    onWait: (name, holder) => {
      const who = holder ? `pid ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process'
      context.output.note(`Waiting for the migration lock of ${name}, held by ${who}.`)
    },
  })
  return await work({
    migrations,
    only: store,
    confirmRemote: async (only = store) => confirmRemote(context.output, stores, { allowRemote, only }),
  })
}
