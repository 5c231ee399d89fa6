import type { Command } from './command.js'

export interface CommandEntry {
  readonly name: string
  readonly summary: string
  readonly hidden?: boolean
  readonly load: () => Promise<Command>
}

/** Every command by name; only the one that is called gets loaded. Sorted as help lists them. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'explain',
    summary: 'show that every access pattern of the services uses its index',
    load: async () => (await import('./commands/explain.command.js')).explainCommand,
  },
  {
    name: 'inspect',
    summary: 'look at a record and everything connected with it, across the stores',
    load: async () => (await import('./commands/inspect.command.js')).inspectCommand,
  },
  {
    name: 'migrate',
    summary: 'apply, plan and look after the schemas of the three stores',
    load: async () => (await import('./commands/migrate.command.js')).migrateCommand,
  },
  {
    name: 'query',
    summary: 'ask one of the stores a question',
    load: async () => (await import('./commands/query.command.js')).queryCommand,
  },
  {
    name: 'reset',
    summary: 'remove what was seeded',
    load: async () => (await import('./commands/reset.command.js')).resetCommand,
  },
  {
    name: 'seed',
    summary: 'fill the three stores with one consistent world',
    load: async () => (await import('./commands/seed.command.js')).seedCommand,
  },
]
