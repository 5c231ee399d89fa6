import { isStoreName, STORE_NAMES, type StoreName } from '../../../core/store-name.js'
import type { MigrateOptions } from '../../../migrations/migrate-options.js'
import type { Project } from '../../../project/project.js'
import type { Stores } from '../../../stores/stores.js'
import type { CommandContext } from '../../command.js'
import { invalidValueError } from '../../usage-error.js'

export interface MigrationContext {
  readonly stores: Stores
  readonly project: Project
  readonly options: MigrateOptions & { readonly only: readonly StoreName[] }
}

/** Connects to the running stack and calls `work` with the options of the flags and the configuration. */
export async function withMigrationContext<T>(
  context: CommandContext,
  flags: Readonly<Record<string, unknown>>,
  work: (given: MigrationContext) => Promise<T>,
): Promise<T> {
  const only = parseStoreNames(flags['store'])
  const { wait } = flags
  const project = await context.project()
  await using stores = await project.connect()
  return await work({
    stores,
    project,
    options: {
      ...project.migrationSettings,
      only,
      ...(typeof wait === 'number' ? { waitMs: wait * 1000 } : {}),
      allowOutOfOrder: flags['allowOutOfOrder'] === true,
      allowRemote: flags['allowRemote'] === true,
      signal: context.signal,
      onWait: (store, holder) => {
        const who = holder ? `pid ${holder.pid} on ${holder.host} since ${holder.since}` : 'another process'
        context.output.note(`Waiting for the migration lock of ${store}, held by ${who}.`)
      },
    },
  })
}

/** The stores of `--store`; default all. Throws `USAGE`. */
export function parseStoreNames(flag: unknown): readonly StoreName[] {
  if (typeof flag !== 'string') return STORE_NAMES
  const names = flag.split(',').map((name) => name.trim())
  for (const name of names) {
    if (isStoreName(name)) continue
    throw invalidValueError('--store', name, STORE_NAMES)
  }
  return STORE_NAMES.filter((name) => names.includes(name))
}
