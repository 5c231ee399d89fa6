import { pathToFileURL } from 'node:url'
import { runUserCode } from '../core/user-code/run-user-code.js'

/** Asks a thread for user code to load a module. */
export interface LoadModuleRequest {
  readonly type: 'load-module'
  readonly path: string
}

/** Returns the migration that a module exports, in the state of the file now: it may change between two runs of one process. */
export async function loadModule(path: string): Promise<unknown> {
  // The query parameter bypasses the module cache.
  const module: Record<string, unknown> = await runUserCode(
    () => import(`${pathToFileURL(path).href}?at=${Date.now()}`),
  )
  return module['migration'] ?? module['default']
}
