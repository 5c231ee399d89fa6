import path from 'node:path'
import { debug } from '../../core/debug.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { type ProjectData, requireFiles } from './stopped-stack.js'

/** Copies the files of stopped engines below a directory, one directory for each store. */
export async function copyFiles(data: ProjectData, directory: string, signal: AbortSignal): Promise<void> {
  const since = performance.now()
  await Promise.all(
    STORE_NAMES.map(async (store) => {
      await requireFiles(data).save(store, data.config, path.join(directory, store), signal)
    }),
  )
  debug(() => `Copied the files of the engines in ${Math.round(performance.now() - since)} ms.`)
}
