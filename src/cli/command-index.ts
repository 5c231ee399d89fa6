import type { HandlerModule, UncheckedHandler } from './command-handler.js'
import { branchCommand } from './commands/branch/branch.command.js'
import { cacheCommand } from './commands/cache/cache.command.js'
import { completionCommand } from './commands/completion/completion.command.js'
import { conformanceCommand } from './commands/conformance/conformance.command.js'
import { doctorCommand } from './commands/doctor/doctor.command.js'
import { downCommand } from './commands/down/down.command.js'
import { envCommand } from './commands/env/env.command.js'
import { eventsCommand } from './commands/events/events.command.js'
import { execCommand } from './commands/exec/exec.command.js'
import { explainCommand } from './commands/explain/explain.command.js'
import { initCommand } from './commands/init/init.command.js'
import { inspectCommand } from './commands/inspect/inspect.command.js'
import { lintCommand } from './commands/lint/lint.command.js'
import { logsCommand } from './commands/logs/logs.command.js'
import { lsCommand } from './commands/ls/ls.command.js'
import { migrateCommand } from './commands/migrate/migrate.command.js'
import { probeCommand } from './commands/probe/probe.command.js'
import { queryCommand } from './commands/query/query.command.js'
import { resetCommand } from './commands/reset/reset.command.js'
import { restartCommand } from './commands/restart/restart.command.js'
import { sagaCommand } from './commands/saga/saga.command.js'
import { seedCommand } from './commands/seed/seed.command.js'
import { serveCommand } from './commands/serve/serve.command.js'
import { shellCommand } from './commands/shell/shell.command.js'
import { snapshotCommand } from './commands/snapshot/snapshot.command.js'
import { statusCommand } from './commands/status/status.command.js'
import { tortureCommand } from './commands/torture/torture.command.js'
import { studioCommand } from './commands/studio/studio.command.js'
import { traceCommand } from './commands/trace/trace.command.js'
import { typesCommand } from './commands/types/types.command.js'
import { undoCommand } from './commands/undo/undo.command.js'
import { upCommand } from './commands/up/up.command.js'
import { verifyCommand } from './commands/verify/verify.command.js'
import { versionCommand } from './commands/version/version.command.js'
import { waitCommand } from './commands/wait/wait.command.js'
import type { CommandDefinition } from './define-command.js'

/** A command, and how to load its handlers when it runs. */
export interface RegisteredCommand {
  readonly definition: CommandDefinition
  readonly load: () => Promise<{
    readonly run?: UncheckedHandler
    readonly subcommands?: Readonly<Record<string, UncheckedHandler>>
  }>
}

/** All commands, by group and in the order of the root help. */
export const COMMANDS: readonly RegisteredCommand[] = [
  registerCommand(upCommand, () => import('./commands/up/up-handler.js')),
  registerCommand(downCommand, () => import('./commands/down/down-handler.js')),
  registerCommand(restartCommand, () => import('./commands/restart/restart-handler.js')),
  registerCommand(statusCommand, () => import('./commands/status/status-handler.js')),
  registerCommand(lsCommand, () => import('./commands/ls/ls-handler.js')),
  registerCommand(waitCommand, () => import('./commands/wait/wait-handler.js')),
  registerCommand(logsCommand, () => import('./commands/logs/logs-handler.js')),
  registerCommand(envCommand, () => import('./commands/env/env-handler.js')),
  registerCommand(execCommand, () => import('./commands/exec/exec-handler.js')),
  registerCommand(migrateCommand, () => import('./commands/migrate/migrate-handler.js')),
  registerCommand(lintCommand, () => import('./commands/lint/lint-handler.js')),
  registerCommand(typesCommand, () => import('./commands/types/types-handler.js')),
  registerCommand(seedCommand, () => import('./commands/seed/seed-handler.js')),
  registerCommand(verifyCommand, () => import('./commands/verify/verify-handler.js')),
  registerCommand(resetCommand, () => import('./commands/reset/reset-handler.js')),
  registerCommand(snapshotCommand, () => import('./commands/snapshot/snapshot-handler.js')),
  registerCommand(undoCommand, () => import('./commands/undo/undo-handler.js')),
  registerCommand(branchCommand, () => import('./commands/branch/branch-handler.js')),
  registerCommand(inspectCommand, () => import('./commands/inspect/inspect-handler.js')),
  registerCommand(studioCommand, () => import('./commands/studio/studio-handler.js')),
  registerCommand(queryCommand, () => import('./commands/query/query-handler.js')),
  registerCommand(explainCommand, () => import('./commands/explain/explain-handler.js')),
  registerCommand(shellCommand, () => import('./commands/shell/shell-handler.js')),
  registerCommand(serveCommand, () => import('./commands/serve/serve-handler.js')),
  registerCommand(conformanceCommand, () => import('./commands/conformance/conformance-handler.js')),
  registerCommand(tortureCommand, () => import('./commands/torture/torture-handler.js')),
  registerCommand(eventsCommand, () => import('./commands/events/events-handler.js')),
  registerCommand(traceCommand, () => import('./commands/trace/trace-handler.js')),
  registerCommand(sagaCommand, () => import('./commands/saga/saga-handler.js')),
  registerCommand(initCommand, () => import('./commands/init/init-handler.js')),
  registerCommand(doctorCommand, () => import('./commands/doctor/doctor-handler.js')),
  registerCommand(probeCommand, () => import('./commands/probe/probe-handler.js')),
  registerCommand(cacheCommand, () => import('./commands/cache/cache-handler.js')),
  registerCommand(completionCommand, () => import('./commands/completion/completion-handler.js')),
  registerCommand(versionCommand, () => import('./commands/version/version-handler.js')),
]

/** The compiler checks here that a handler accepts exactly what the definition declares; the parser relies on it. */
function registerCommand<Definition extends CommandDefinition>(
  definition: Definition,
  load: () => Promise<HandlerModule<Definition>>,
): RegisteredCommand {
  return { definition, load }
}
