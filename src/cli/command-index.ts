import type { CommandDefinition } from './command.js'

/** The headings of the root help, in its order. */
export type CommandGroup = 'Stack' | 'Schema' | 'Data' | 'Inspect' | 'Services and events' | 'Project'

export interface CommandEntry {
  readonly name: string
  readonly group: CommandGroup
  /** One imperative phrase, for the root help, the command's help and the completion scripts. */
  readonly summary: string
  /** Other names of the command, which only its own help shows. */
  readonly aliases?: readonly string[]
  readonly hidden?: boolean
  readonly load: () => Promise<CommandDefinition>
}

/** All commands, by group and in the order of the root help; only the one that is called gets loaded. */
export const COMMANDS: readonly CommandEntry[] = [
  {
    name: 'up',
    group: 'Stack',
    summary: 'Start the stack',
    aliases: ['start'],
    load: async () => (await import('./commands/up/up.command.js')).upCommand,
  },
  {
    name: 'down',
    group: 'Stack',
    summary: 'Stop the stack',
    aliases: ['stop'],
    load: async () => (await import('./commands/down/down.command.js')).downCommand,
  },
  {
    name: 'status',
    group: 'Stack',
    summary: 'Show the status of every component',
    aliases: ['ps'],
    load: async () => (await import('./commands/status/status.command.js')).statusCommand,
  },
  {
    name: 'wait',
    group: 'Stack',
    summary: 'Wait until the stack or one component is ready',
    load: async () => (await import('./commands/wait/wait.command.js')).waitCommand,
  },
  {
    name: 'logs',
    group: 'Stack',
    summary: 'Show the logs of the engines and services',
    load: async () => (await import('./commands/logs/logs.command.js')).logsCommand,
  },
  {
    name: 'env',
    group: 'Stack',
    summary: 'Print the connection settings as environment variables',
    load: async () => (await import('./commands/env/env.command.js')).envCommand,
  },
  {
    name: 'exec',
    group: 'Stack',
    summary: 'Run a command with the environment of the stack',
    load: async () => (await import('./commands/exec/exec.command.js')).execCommand,
  },
  {
    name: 'migrate',
    group: 'Schema',
    summary: 'Apply, plan and inspect schema migrations',
    load: async () => (await import('./commands/migrate/migrate.command.js')).migrateCommand,
  },
  {
    name: 'lint',
    group: 'Schema',
    summary: 'Check the budget store for compatibility with Amazon DocumentDB',
    load: async () => (await import('./commands/lint/lint.command.js')).lintCommand,
  },
  {
    name: 'seed',
    group: 'Data',
    summary: 'Load a consistent dataset into the three stores',
    load: async () => (await import('./commands/seed/seed.command.js')).seedCommand,
  },
  {
    name: 'verify',
    group: 'Data',
    summary: 'Check that the data of the three stores is consistent',
    load: async () => (await import('./commands/verify/verify.command.js')).verifyCommand,
  },
  {
    name: 'reset',
    group: 'Data',
    summary: 'Remove the seeded data',
    load: async () => (await import('./commands/reset/reset.command.js')).resetCommand,
  },
  {
    name: 'inspect',
    group: 'Inspect',
    summary: 'Browse a record and its references across the stores',
    load: async () => (await import('./commands/inspect/inspect.command.js')).inspectCommand,
  },
  {
    name: 'query',
    group: 'Inspect',
    summary: 'Run a query against one store',
    load: async () => (await import('./commands/query/query.command.js')).queryCommand,
  },
  {
    name: 'explain',
    group: 'Inspect',
    summary: 'Check that every access pattern uses its index',
    load: async () => (await import('./commands/explain/explain.command.js')).explainCommand,
  },
  {
    name: 'shell',
    group: 'Inspect',
    summary: 'Open psql or mongosh against the running stack',
    load: async () => (await import('./commands/shell/shell.command.js')).shellCommand,
  },
  {
    name: 'serve',
    group: 'Services and events',
    summary: 'Run the services and the gateway in the foreground',
    load: async () => (await import('./commands/serve/serve.command.js')).serveCommand,
  },
  {
    name: 'conformance',
    group: 'Services and events',
    summary: 'Run the contract tests against a bundled or custom service',
    load: async () => (await import('./commands/conformance/conformance.command.js')).conformanceCommand,
  },
  {
    name: 'events',
    group: 'Services and events',
    summary: 'Show the event log, redeliver events and list dead letters',
    load: async () => (await import('./commands/events/events.command.js')).eventsCommand,
  },
  {
    name: 'saga',
    group: 'Services and events',
    summary: 'List, inspect and retry sagas',
    load: async () => (await import('./commands/saga/saga.command.js')).sagaCommand,
  },
  {
    name: 'init',
    group: 'Project',
    summary: 'Create the configuration and CI files of a project',
    load: async () => (await import('./commands/init/init.command.js')).initCommand,
  },
  {
    name: 'doctor',
    group: 'Project',
    summary: 'Check this machine and find orphaned resources',
    load: async () => (await import('./commands/doctor/doctor.command.js')).doctorCommand,
  },
  {
    name: 'completion',
    group: 'Project',
    summary: 'Print a completion script for bash, zsh or fish',
    load: async () => (await import('./commands/completion/completion.command.js')).completionCommand,
  },
  {
    name: 'version',
    group: 'Project',
    summary: 'Print the version',
    hidden: true,
    load: async () => (await import('./commands/version/version.command.js')).versionCommand,
  },
]
