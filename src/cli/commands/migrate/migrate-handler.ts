import type { HandlerModule } from '../../command-handler.js'
import type { migrateCommand } from './migrate.command.js'

type Handlers = HandlerModule<typeof migrateCommand>

export const run: Handlers['run'] = async (input) => (await import('./migrate-up.js')).migrateUp(input)

export const subcommands: Handlers['subcommands'] = {
  up: async (input) => (await import('./migrate-up.js')).migrateUp(input),
  status: async (input) => (await import('./migrate-status.js')).migrateStatus(input),
  plan: async (input) => (await import('./migrate-plan.js')).migratePlan(input),
  down: async (input) => (await import('./migrate-down.js')).migrateDown(input),
  new: async (input) => (await import('./migrate-new.js')).migrateNew(input),
  repair: async (input) => (await import('./migrate-repair.js')).migrateRepair(input),
  unlock: async (input) => (await import('./migrate-unlock.js')).migrateUnlock(input),
  baseline: async (input) => (await import('./migrate-baseline.js')).migrateBaseline(input),
}
