import path from 'node:path'
import { debug } from '../../core/debug.js'
import { forEachStore } from '../../core/for-each-store.js'
import { type ProjectData, requireFiles } from './stopped-stack.js'

/** Copies the files of stopped engines below a directory, one directory for each store. */
export async function copyFiles(data: ProjectData, directory: string, signal: AbortSignal): Promise<void> {
  const since = performance.now()
  const files = requireFiles(data)
  await forEachStore(signal, async (store, aborted) => {
    await files.save(store, data.config, path.join(directory, store), aborted)
  })
  debug(() => `Copied the files of the engines in ${Math.round(performance.now() - since)} ms.`)
}
