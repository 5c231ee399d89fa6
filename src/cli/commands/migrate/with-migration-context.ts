import type { StoreName } from '../../../core/store-name.js'
import type { MigrateOptions } from '../../../migrations/migrate-options.js'
import type { Project } from '../../../project/project.js'
import type { Stores } from '../../../stores/stores.js'
import type { CommandContext } from '../../command-context.js'

/** The flags of the subcommands. Each has some of them. */
interface MigrationFlags {
  readonly store: readonly StoreName[]
  /** Seconds. */
  readonly wait?: number
  readonly allowOutOfOrder?: boolean
  readonly allowRemote?: boolean
}

export interface MigrationContext {
  readonly stores: Stores
  readonly project: Project
  readonly options: MigrateOptions & { readonly only: readonly StoreName[] }
}

/** Connects to the running stack and calls `work` with the options of the flags and the configuration. */
export async function withMigrationContext<T>(
  context: CommandContext,
  { store, wait, allowOutOfOrder = false, allowRemote = false }: MigrationFlags,
  work: (given: MigrationContext) => Promise<T>,
): Promise<T> {
  const project = await context.project()
  await using stores = await project.connect()
  return await work({
    stores,
    project,
    options: {
      ...project.migrationSettings,
      only: store,
      ...(wait === undefined ? {} : { waitMs: wait * 1000 }),
      allowOutOfOrder,
      allowRemote,
      signal: context.signal,
      onWait: (name, holder) => {
        const who = holder ? `pid ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process'
        context.output.note(`Waiting for the migration lock of ${name}, held by ${who}.`)
      },
    },
  })
}
