import { getErrorMessage } from '../core/get-error-message.js'
import { HomeError } from '../core/home-error.js'
import { TaskThread } from '../core/task-thread/task-thread.js'
import type { MigrationSource } from '../stores/contracts/migration-store.js'
import { type LoadModuleRequest, loadModule } from '../stores/load-module.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

const LOAD_TIMEOUT_MS = 10_000

/** Adds what modules export. A thread loads them first, because it can be stopped if a module does not end. */
export async function loadDefinitions(
  sources: readonly MigrationSource[],
): Promise<readonly MigrationSource[]> {
  if (!sources.some(({ format }) => format === 'module')) return sources
  await using thread = new TaskThread()
  const extended: MigrationSource[] = []
  for (const source of sources)
    extended.push(
      source.format === 'module' ? { ...source, definition: await loadFile(thread, source.path) } : source,
    )
  return extended
}

async function loadFile(thread: TaskThread, path: string): Promise<unknown> {
  try {
    await thread.call({ type: 'load-module', path } satisfies LoadModuleRequest, {
      timeoutMs: LOAD_TIMEOUT_MS,
    })
    return await loadModule(path)
  } catch (error) {
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_MODULE, {
      message: `The migration ${path} cannot be loaded.`,
      detail: getErrorMessage(error),
      suggestion: /\.m?ts$/.test(path)
        ? `Node ${process.versions.node} may not support TypeScript. Use Node 22.18 or later, or a .mjs or .json file.`
        : 'Correct the file, then run homemanager migrate plan.',
      cause: error,
    })
  }
}
