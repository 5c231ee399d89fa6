import { STORE_NAMES } from '../../../core/store-name.js'
import { BACKUP_FLAG } from '../../back-up-first.js'
import { defineCommand, type Flag } from '../../define-command.js'
import { ALLOW_REMOTE_FLAG } from '../../shared-flags.js'
import { parseStoreNames } from './parse-store-names.js'

const STORE_FLAG = {
  type: 'string',
  value: 'store',
  description: 'limit to these stores, such as postgres,mongo',
  parse: parseStoreNames,
  default: STORE_NAMES,
  suggestions: STORE_NAMES,
} as const satisfies Flag

const WAIT_FLAG = {
  type: 'seconds',
  value: 'seconds',
  description: 'how long to wait for the migration lock',
  allowZero: true,
  default: 60,
} as const satisfies Flag

const ALLOW_OUT_OF_ORDER_FLAG = {
  type: 'boolean',
  description: 'apply a migration even if a later one has been applied',
} as const satisfies Flag

const ALLOW_UNKNOWN_MIGRATIONS_FLAG = {
  type: 'boolean',
  description: 'continue if applied migrations have no file, for example on another git branch',
} as const satisfies Flag

const UP_FLAGS = {
  store: STORE_FLAG,
  wait: WAIT_FLAG,
  allowOutOfOrder: ALLOW_OUT_OF_ORDER_FLAG,
  allowUnknownMigrations: ALLOW_UNKNOWN_MIGRATIONS_FLAG,
  backup: {
    ...BACKUP_FLAG,
    description:
      'do not save a snapshot before steps that delete or change data; undo then cannot bring it back',
  },
  allowRemote: ALLOW_REMOTE_FLAG,
}

export const migrateCommand = defineCommand({
  name: 'migrate',
  group: 'Schema',
  summary: 'Apply, plan and inspect schema migrations',
  description:
    'Applies pending migrations to the three stores in parallel. Each store has its own migration history and lock, so concurrent runs apply each migration once. A failed or interrupted migration resumes with the next run. Before steps that delete or change data, a snapshot is saved, unless the engines are external: TRUNCATE, DELETE, UPDATE, DROP TABLE and others, code, and what triggers do. docs/migrations.md lists them, and what is not recognized.',
  flags: UP_FLAGS,
  examples: [
    ['migrate', 'apply pending migrations'],
    ['migrate plan', 'preview the steps, with the locks and data loss they cause'],
    ['migrate status --json', 'for scripts; exits with 4 if a migration is not applied'],
    ['migrate new postgres add-nickname', 'create a migration from a template'],
    ['migrate down --steps 2', 'revert the last two migrations'],
  ],
  subcommands: {
    up: {
      summary: 'apply pending migrations (the default)',
      flags: UP_FLAGS,
      examples: [['migrate up --store postgres', 'apply pending migrations of one store']],
    },
    status: {
      summary: 'list all migrations with their state',
      description:
        'Lists applied, pending, running, changed, missing and failed migrations. Exits with 4 if a migration is not applied.',
      flags: { store: STORE_FLAG },
      examples: [['migrate status --store mongo', 'one store']],
    },
    plan: {
      summary: 'preview pending migrations step by step',
      description:
        'Prints each pending migration with its steps, whether they run in one transaction, and what they would lock, rewrite or delete with the current data. Also prints what would stop a run, and changes of settings. Runs nothing. Exits with 4 if a store cannot be migrated or a step cannot succeed, with 1 if a file is invalid.',
      flags: {
        store: STORE_FLAG,
        allowOutOfOrder: ALLOW_OUT_OF_ORDER_FLAG,
        allowUnknownMigrations: ALLOW_UNKNOWN_MIGRATIONS_FLAG,
        lint: {
          type: 'choice',
          value: 'target',
          description: 'report what this database does not support',
          choices: ['docdb'],
        },
      },
      conflicts: [
        {
          flag: 'lint',
          excludes: ['store'],
          reason: 'Amazon DocumentDB replaces MongoDB',
          when: (_, stores) => !(stores as readonly string[]).includes('mongo'),
        },
      ],
      examples: [
        ['migrate plan --store postgres', 'preview the pending migrations of one store'],
        ['migrate plan --lint docdb', 'check compatibility with Amazon DocumentDB'],
      ],
    },
    down: {
      summary: 'revert the last migration, if it has a down migration',
      flags: {
        steps: {
          type: 'integer',
          value: 'count',
          description: 'how many to revert across all stores, most recent first',
          min: 1,
          defaultText: '1',
        },
        to: {
          type: 'string',
          value: 'id',
          description: 'revert everything applied after this migration',
          names: 'migrations',
          suggestions: listBundledMigrations,
        },
        store: STORE_FLAG,
        wait: WAIT_FLAG,
        backup: BACKUP_FLAG,
        allowRemote: ALLOW_REMOTE_FLAG,
      },
      conflicts: [{ flag: 'steps', excludes: ['to'], reason: 'both say how many migrations to revert' }],
      examples: [['migrate down --to postgres/identity/0001-identity', 'revert to this migration']],
    },
    new: {
      summary: 'create a migration from a template',
      arguments: {
        store: { type: 'choice', description: 'the store to migrate', choices: STORE_NAMES },
        name: { type: 'string', description: 'short description, used in the file name' },
      },
      flags: {
        code: { type: 'boolean', description: 'create a module that changes data (dynamodb, mongo)' },
      },
      examples: [['migrate new mongo "index the shops" --code', 'create a module']],
    },
    repair: {
      summary: 'repair the migration history (asks for confirmation)',
      description:
        'Lists differences between the migration history, the files and the live schema, and repairs the history after confirmation. Does not run migrations. Exits with 4 if a difference is left that it cannot repair.',
      flags: { store: STORE_FLAG, wait: WAIT_FLAG, allowRemote: ALLOW_REMOTE_FLAG },
      examples: [['migrate repair --store postgres', 'one store']],
    },
    unlock: {
      summary: 'release the migration lock of a dead process',
      flags: { store: STORE_FLAG, allowRemote: ALLOW_REMOTE_FLAG },
      examples: [['migrate unlock --store mongo', 'one store']],
    },
    baseline: {
      summary: 'mark an existing schema as migrated',
      flags: {
        to: {
          type: 'string',
          value: 'id',
          description: 'the last migration to mark as applied',
          names: 'migrations',
          suggestions: listBundledMigrations,
          defaultText: 'all',
        },
        store: STORE_FLAG,
        allowRemote: ALLOW_REMOTE_FLAG,
      },
      examples: [['migrate baseline --store postgres', 'mark all migrations of PostgreSQL as applied']],
    },
  },
})

async function listBundledMigrations(): Promise<readonly string[]> {
  const { loadMigrations } = await import('../../../migrations/migration-set.js')
  const bundled = await loadMigrations({})
  return STORE_NAMES.flatMap((store) => bundled[store].map(({ id }) => `${store}/${id}`))
}
