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
    name: 'completion',
    summary: 'completion of commands and flags for your shell',
    load: async () => (await import('./commands/completion/completion.command.js')).completionCommand,
  },
  {
    name: 'conformance',
    summary: 'hold a service, bundled or yours, against its contract',
    load: async () => (await import('./commands/conformance/conformance.command.js')).conformanceCommand,
  },
  {
    name: 'doctor',
    summary: 'check this machine, and find what dead stacks left behind',
    load: async () => (await import('./commands/doctor/doctor.command.js')).doctorCommand,
  },
  {
    name: 'down',
    summary: 'stop the stack; data stays unless --volumes',
    load: async () => (await import('./commands/down/down.command.js')).downCommand,
  },
  {
    name: 'env',
    summary: 'the URLs and credentials as environment variables',
    load: async () => (await import('./commands/env/env.command.js')).envCommand,
  },
  {
    name: 'events',
    summary: 'what happened: the event log, redelivery and dead letters',
    load: async () => (await import('./commands/events/events.command.js')).eventsCommand,
  },
  {
    name: 'exec',
    summary: "run a command with the stack's environment, or with a stack of its own",
    load: async () => (await import('./commands/exec/exec.command.js')).execCommand,
  },
  {
    name: 'explain',
    summary: 'show that every access pattern of the services uses its index',
    load: async () => (await import('./commands/explain/explain.command.js')).explainCommand,
  },
  {
    name: 'init',
    summary: 'write the configuration and the CI files of a project',
    load: async () => (await import('./commands/init/init.command.js')).initCommand,
  },
  {
    name: 'inspect',
    summary: 'look at a record and everything connected with it, across the stores',
    load: async () => (await import('./commands/inspect/inspect.command.js')).inspectCommand,
  },
  {
    name: 'lint',
    summary: 'check what the budget store uses against Amazon DocumentDB',
    load: async () => (await import('./commands/lint/lint.command.js')).lintCommand,
  },
  {
    name: 'logs',
    summary: 'the logs of the engines and the services',
    load: async () => (await import('./commands/logs/logs.command.js')).logsCommand,
  },
  {
    name: 'migrate',
    summary: 'apply, plan and look after the schemas of the three stores',
    load: async () => (await import('./commands/migrate/migrate.command.js')).migrateCommand,
  },
  {
    name: 'query',
    summary: 'ask one of the stores a question',
    load: async () => (await import('./commands/query/query.command.js')).queryCommand,
  },
  {
    name: 'reset',
    summary: 'remove what was seeded',
    load: async () => (await import('./commands/reset/reset.command.js')).resetCommand,
  },
  {
    name: 'saga',
    summary: 'work across the stores that is done as a whole or undone',
    load: async () => (await import('./commands/saga/saga.command.js')).sagaCommand,
  },
  {
    name: 'seed',
    summary: 'fill the three stores with one consistent world',
    load: async () => (await import('./commands/seed/seed.command.js')).seedCommand,
  },
  {
    name: 'serve',
    summary: 'the services and the gateway in the foreground',
    load: async () => (await import('./commands/serve/serve.command.js')).serveCommand,
  },
  {
    name: 'shell',
    summary: 'hand over to psql or mongosh, connected to the stack',
    load: async () => (await import('./commands/shell/shell.command.js')).shellCommand,
  },
  {
    name: 'status',
    summary: 'what runs, and where',
    load: async () => (await import('./commands/status/status.command.js')).statusCommand,
  },
  {
    name: 'up',
    summary: 'bring the whole stack up and leave it running',
    load: async () => (await import('./commands/up/up.command.js')).upCommand,
  },
  {
    name: 'verify',
    summary: 'prove that the three stores agree',
    load: async () => (await import('./commands/verify/verify.command.js')).verifyCommand,
  },
  {
    name: 'wait',
    summary: 'wait until the stack, or one part of it, answers',
    load: async () => (await import('./commands/wait/wait.command.js')).waitCommand,
  },
]
