import { describeUnusedMigrations } from '../../../config/unused-migrations.js'
import type { CommandContext } from '../../command-context.js'
import type { HandlerModule } from '../../command-handler.js'
import type { migrateCommand } from './migrate.command.js'

type Handlers = HandlerModule<typeof migrateCommand>

const up = warnFirst(async () => (await import('./migrate-up.js')).migrateUp)

export const run: Handlers['run'] = up

export const subcommands: Handlers['subcommands'] = {
  up,
  status: warnFirst(async () => (await import('./migrate-status.js')).migrateStatus),
  plan: warnFirst(async () => (await import('./migrate-plan.js')).migratePlan),
  down: warnFirst(async () => (await import('./migrate-down.js')).migrateDown),
  new: async (input) => (await import('./migrate-new.js')).migrateNew(input),
  repair: warnFirst(async () => (await import('./migrate-repair.js')).migrateRepair),
  unlock: warnFirst(async () => (await import('./migrate-unlock.js')).migrateUnlock),
  baseline: warnFirst(async () => (await import('./migrate-baseline.js')).migrateBaseline),
}

/** Warns about files that are not used, also those of a stack that is not running. `new` creates a file, and is left out. */
function warnFirst<Input extends { readonly context: CommandContext }, Result>(
  load: () => Promise<(input: Input) => Promise<Result>>,
): (input: Input) => Promise<Result> {
  return async (input) => {
    const { project, output } = input.context
    const unused = describeUnusedMigrations((await project()).config)
    if (unused !== undefined) output.warn(unused)
    return (await load())(input)
  }
}
