import { STORE_NAMES } from '../../../core/store-name.js'
import type { CommandDefinition, CommandOption } from '../../command.js'
import { parseInteger } from '../../parse-integer.js'
import { invalidValueError } from '../../usage-error.js'

const STORE_OPTION: CommandOption = {
  flags: '--store <store>',
  description: 'limit to these stores, such as postgres,mongo',
}
const WAIT_OPTION: CommandOption = {
  flags: '--wait <seconds>',
  description: 'how long to wait for the migration lock (default: 60)',
  parse: parseWaitSeconds,
}
const ALLOW_REMOTE_OPTION: CommandOption = {
  flags: '--allow-remote',
  description: 'change stores on other machines, after confirmation',
}
const ALLOW_OUT_OF_ORDER_OPTION: CommandOption = {
  flags: '--allow-out-of-order',
  description: 'apply a migration even if a later one has been applied',
}
const UP_OPTIONS = [STORE_OPTION, WAIT_OPTION, ALLOW_OUT_OF_ORDER_OPTION, ALLOW_REMOTE_OPTION]

export const migrateCommand: CommandDefinition = {
  name: 'migrate',
  description:
    'Applies pending migrations to the three stores in parallel. Each store has its own migration history and lock, so concurrent runs apply each migration once. A failed or interrupted migration resumes with the next run.',
  options: UP_OPTIONS,
  examples: [
    ['migrate', 'apply pending migrations'],
    ['migrate plan', 'preview the steps, with the locks and data loss they cause'],
    ['migrate status --json', 'for scripts; exits with 4 if a migration is not applied'],
    ['migrate new postgres add-nickname', 'create a migration from a template'],
    ['migrate down --steps 2', 'revert the last two migrations'],
  ],
  run: async (context, _args, options) => (await import('./migrate-up.js')).migrateUp(context, options),
  subcommands: [
    {
      name: 'up',
      summary: 'apply pending migrations (the default)',
      options: UP_OPTIONS,
      examples: [['migrate up --store postgres', 'apply pending migrations of one store']],
      run: async (context, _args, options) => (await import('./migrate-up.js')).migrateUp(context, options),
    },
    {
      name: 'status',
      summary: 'list all migrations with their state',
      description:
        'Lists applied, pending, changed, missing and failed migrations. Exits with 4 if a migration is not applied.',
      options: [STORE_OPTION],
      examples: [['migrate status --store mongo', 'one store']],
      run: async (context, _args, options) =>
        (await import('./migrate-status.js')).migrateStatus(context, options),
    },
    {
      name: 'plan',
      summary: 'preview pending migrations step by step',
      options: [
        STORE_OPTION,
        ALLOW_OUT_OF_ORDER_OPTION,
        {
          flags: '--lint <target>',
          description: 'report what this database does not support',
          choices: ['docdb'],
        },
      ],
      examples: [['migrate plan --lint docdb', 'check compatibility with Amazon DocumentDB']],
      run: async (context, _args, options) =>
        (await import('./migrate-plan.js')).migratePlan(context, options),
    },
    {
      name: 'down',
      summary: 'revert the last migration, if it has a down migration',
      options: [
        {
          flags: '--steps <count>',
          description: 'how many to revert across all stores, most recent first (default: 1)',
          parse: parseInteger('--steps', 1),
        },
        { flags: '--to <id>', description: 'revert everything applied after this migration' },
        STORE_OPTION,
        WAIT_OPTION,
        ALLOW_REMOTE_OPTION,
      ],
      examples: [['migrate down --to postgres/identity/0001-identity', 'revert to this migration']],
      run: async (context, _args, options) =>
        (await import('./migrate-down.js')).migrateDown(context, options),
    },
    {
      name: 'new',
      summary: 'create a migration from a template',
      arguments: [
        { name: '<store>', description: 'the store to migrate', choices: STORE_NAMES },
        { name: '<name>', description: 'short description, used in the file name' },
      ],
      options: [{ flags: '--code', description: 'create a module that changes data (dynamodb, mongo)' }],
      examples: [['migrate new mongo "index the shops" --code', 'create a module']],
      run: async (context, args, options) =>
        (await import('./migrate-new.js')).migrateNew(context, args, options),
    },
    {
      name: 'repair',
      summary: 'repair the migration history (asks for confirmation)',
      description:
        'Lists differences between the migration history, the files and the live schema, and repairs the history after confirmation. Does not run migrations.',
      options: [STORE_OPTION, WAIT_OPTION, ALLOW_REMOTE_OPTION],
      examples: [['migrate repair --store postgres', 'one store']],
      run: async (context, _args, options) =>
        (await import('./migrate-repair.js')).migrateRepair(context, options),
    },
    {
      name: 'unlock',
      summary: 'release the migration lock of a dead process',
      options: [STORE_OPTION, ALLOW_REMOTE_OPTION],
      examples: [['migrate unlock --store mongo', 'one store']],
      run: async (context, _args, options) =>
        (await import('./migrate-unlock.js')).migrateUnlock(context, options),
    },
    {
      name: 'baseline',
      summary: 'mark an existing schema as migrated',
      options: [
        { flags: '--to <id>', description: 'the last migration to mark as applied (default: all)' },
        STORE_OPTION,
        ALLOW_REMOTE_OPTION,
      ],
      examples: [['migrate baseline --store postgres', 'mark all migrations of PostgreSQL as applied']],
      run: async (context, _args, options) =>
        (await import('./migrate-baseline.js')).migrateBaseline(context, options),
    },
  ],
}

/** Unlike a timeout, it may be 0: do not wait. */
function parseWaitSeconds(text: string): number {
  if (/^\d+(\.\d+)?$/.test(text)) return Number(text)
  throw invalidValueError('--wait', text, 'a number of seconds')
}
