import { createPrivateDirectory } from '../../../core/create-directory.js'
import { checkInstalledPackage } from '../../../providers/embedded/check-installed-package.js'
import type { EmbeddedRecipe } from '../../../providers/embedded/embedded-recipe.js'
import { checkGlibc } from './check-glibc.js'
import { saveDataEngine } from './data-engine.js'
import { findNativePackage, NATIVE_PACKAGE } from './embedded-engine-package.js'
import { getGlibcVersion } from './glibc-version.js'
import { buildLocalMongoUrl } from './local-mongo-url.js'
import { findMongoProgram } from './mongo-program.js'

/** Runs MongoDB with the first available program; see `findMongoProgram`. */
export const mongoEmbedded: EmbeddedRecipe<'mongo'> = {
  stopSignal: 'SIGTERM',
  immediateStopSignal: 'SIGKILL',
  async identify(request) {
    // No data directory has this name.
    const program = await findMongoProgram(request, '')
    return program.launch('', request.port).engine
  },
  async prepare(request, dataDirectory) {
    const program = await findMongoProgram(request, dataDirectory)
    createPrivateDirectory(dataDirectory)
    saveDataEngine(dataDirectory, { kind: program.kind, version: program.version })
    return program.launch(dataDirectory, request.port)
  },
  toEndpoint: ({ mongo }, port) => ({ url: buildLocalMongoUrl(mongo.database, port) }),
  async check() {
    return [
      checkInstalledPackage('mongo engine', NATIVE_PACKAGE, findNativePackage()),
      checkGlibc(process.platform, getGlibcVersion()),
    ]
  },
}
