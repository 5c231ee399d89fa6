import { STORE_NAMES } from '../../../core/store-name.js'
import type { Command, CommandOption } from '../../command.js'

const STORE_OPTION: CommandOption = {
  flags: '--store <store>',
  description: `only this one (${STORE_NAMES.join(', ')}; several with commas)`,
}
const WAIT_OPTION: CommandOption = {
  flags: '--wait <seconds>',
  description: 'how long to wait for another runner (default: 60)',
}
const ALLOW_REMOTE_OPTION: CommandOption = {
  flags: '--allow-remote',
  description: 'change stores that are not on this machine, after a yes',
}
const ALLOW_OUT_OF_ORDER_OPTION: CommandOption = {
  flags: '--allow-out-of-order',
  description: 'apply a migration although a later one was applied',
}
const UP_OPTIONS = [STORE_OPTION, WAIT_OPTION, ALLOW_OUT_OF_ORDER_OPTION, ALLOW_REMOTE_OPTION]

/** One history over three stores. */
export const migrateCommand: Command = {
  name: 'migrate',
  summary: 'apply, plan and look after the schemas of the three stores',
  description:
    'Applies what is pending in the three stores at the same time. Each store keeps a ledger and a lock of its own; any number of runners at once apply each migration once. What fails or is killed goes on from there with the next run.',
  options: UP_OPTIONS,
  examples: [
    ['migrate', 'apply what is pending'],
    ['migrate plan', 'what would run, with what it locks or loses'],
    ['migrate status --json', 'for scripts; exit 4 if anything is not applied'],
    ['migrate new postgres add-nickname', 'write a migration from a template'],
    ['migrate down --steps 2', 'revert the last two'],
  ],
  run: async (context, _args, options) => (await import('./migrate-up.js')).migrateUp(context, options),
  subcommands: [
    {
      name: 'up',
      summary: 'apply what is pending (the same as migrate alone)',
      options: UP_OPTIONS,
      run: async (context, _args, options) => (await import('./migrate-up.js')).migrateUp(context, options),
    },
    {
      name: 'status',
      summary: 'what is applied, pending, changed, missing or failed; exit 4 if anything is not applied',
      options: [STORE_OPTION],
      examples: [['migrate status --store mongo', 'one store only']],
      run: async (context, _args, options) =>
        (await import('./migrate-status.js')).migrateStatus(context, options),
    },
    {
      name: 'plan',
      summary: 'what would run, step by step; changes nothing',
      options: [
        STORE_OPTION,
        ALLOW_OUT_OF_ORDER_OPTION,
        { flags: '--lint <relative>', description: 'refuse what it lacks', choices: ['docdb'] },
      ],
      examples: [['migrate plan --lint docdb', 'whether Amazon DocumentDB would take it all']],
      run: async (context, _args, options) =>
        (await import('./migrate-plan.js')).migratePlan(context, options),
    },
    {
      name: 'down',
      summary: 'revert the last migration, where it has a way back',
      options: [
        {
          flags: '--steps <count>',
          description: 'how many, over all stores, last applied first (default: 1)',
        },
        { flags: '--to <id>', description: 'back to this one, which stays' },
        STORE_OPTION,
        WAIT_OPTION,
        ALLOW_REMOTE_OPTION,
      ],
      examples: [['migrate down --to postgres/identity/0001-identity', 'the store as it was then']],
      run: async (context, _args, options) =>
        (await import('./migrate-down.js')).migrateDown(context, options),
    },
    {
      name: 'new',
      summary: 'write a migration from a template',
      arguments: [
        { name: '<store>', description: 'for which store', choices: STORE_NAMES },
        { name: '<name>', description: 'what it does, in a few words' },
      ],
      options: [{ flags: '--code', description: 'a module for changing data (dynamodb, mongo)' }],
      examples: [['migrate new mongo "index the shops" --code', 'a module']],
      run: async (context, args, options) =>
        (await import('./migrate-new.js')).migrateNew(context, args, options),
    },
    {
      name: 'repair',
      summary: 'show where ledger, files and schema differ, and mend the ledger after a yes',
      options: [STORE_OPTION, WAIT_OPTION, ALLOW_REMOTE_OPTION],
      run: async (context, _args, options) =>
        (await import('./migrate-repair.js')).migrateRepair(context, options),
    },
    {
      name: 'unlock',
      summary: 'take the migration lock away from a runner that is gone',
      options: [STORE_OPTION, ALLOW_REMOTE_OPTION],
      run: async (context, _args, options) =>
        (await import('./migrate-unlock.js')).migrateUnlock(context, options),
    },
    {
      name: 'baseline',
      summary: 'take a database as migrated that has the schema already',
      options: [
        { flags: '--to <id>', description: 'the last one that it has (default: all)' },
        STORE_OPTION,
        ALLOW_REMOTE_OPTION,
      ],
      run: async (context, _args, options) =>
        (await import('./migrate-baseline.js')).migrateBaseline(context, options),
    },
  ],
}
