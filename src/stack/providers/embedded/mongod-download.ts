import path from 'node:path'
import type { StartRequest } from '../provider.js'
import { cacheFolder } from '../../../core/cache-folder.js'

const VERSION = '7.0.24'

/** A `mongod` from MongoDB's own download site, kept in the user's cache. */
export async function downloadMongod(
  request: StartRequest,
): Promise<{ readonly file: string; readonly version: string } | { readonly problem: string }> {
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core')
    request.onProgress(`Downloading mongod ${VERSION}, once for this user`)
    const file = await MongoBinary.getPath({
      version: VERSION,
      downloadDir: path.join(cacheFolder(), 'mongod'),
    })
    return { file, version: VERSION }
  } catch (error) {
    return {
      problem: `mongod ${VERSION} could not be downloaded: ${error instanceof Error ? error.message : String(error)}`,
    }
  }
}
