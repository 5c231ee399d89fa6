import { describeUnusedMigrations } from '../../../config/unused-migrations.js'
import type { CommandContext } from '../../command-context.js'
import type { HandlerModule } from '../../command-handler.js'
import type { migrateCommand } from './migrate.command.js'

type Handlers = HandlerModule<typeof migrateCommand>

export const run: Handlers['run'] = async (input) => {
  await warnAboutUnusedFiles(input.context)
  return (await import('./migrate-up.js')).migrateUp(input)
}

export const subcommands: Handlers['subcommands'] = {
  up: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-up.js')).migrateUp(input)
  },
  status: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-status.js')).migrateStatus(input)
  },
  plan: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-plan.js')).migratePlan(input)
  },
  down: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-down.js')).migrateDown(input)
  },
  new: async (input) => (await import('./migrate-new.js')).migrateNew(input),
  repair: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-repair.js')).migrateRepair(input)
  },
  unlock: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-unlock.js')).migrateUnlock(input)
  },
  baseline: async (input) => {
    await warnAboutUnusedFiles(input.context)
    return (await import('./migrate-baseline.js')).migrateBaseline(input)
  },
}

/** Also of a stack that is not running. `new` creates a file, and is left out. */
async function warnAboutUnusedFiles({ project, output }: CommandContext): Promise<void> {
  const unused = describeUnusedMigrations((await project()).config)
  if (unused !== undefined) output.warn(unused)
}
