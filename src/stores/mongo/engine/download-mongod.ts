import path from 'node:path'
import type { StartRequest } from '../../../providers/provider.js'
import { getCacheDirectory } from '../../../core/cache-directory.js'
import { getErrorMessage } from '../../../core/get-error-message.js'

const MONGOD_VERSION = '7.0.24'

/** Downloads `mongod` from MongoDB's download site to the user's cache. */
export async function downloadMongod(
  request: StartRequest,
): Promise<{ readonly file: string; readonly version: string } | { readonly problem: string }> {
  try {
    const { MongoBinary } = await import('mongodb-memory-server-core')
    request.onProgress(`Downloading mongod ${MONGOD_VERSION} (once per user)`)
    const file = await MongoBinary.getPath({
      version: MONGOD_VERSION,
      downloadDir: path.join(getCacheDirectory(), 'mongod'),
    })
    return { file, version: MONGOD_VERSION }
  } catch (error) {
    return {
      problem: `mongod ${MONGOD_VERSION} could not be downloaded: ${getErrorMessage(error)}`,
    }
  }
}
