import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { getPackagePath } from '../core/package-path.js'
import { openCodeCache } from './code-cache.js'

const BUNDLE_DIRECTORY = getPackagePath('dist/bundle')

interface LoadedModule {
  exports: unknown
}
const loadedModules = new Map<string, LoadedModule>()

/**
 * The exports of a program, from its bundle: `npm run build` makes a few files out of its thousand, packages included, and
 * V8 need not compile what it compiled in an earlier run. Where there is no bundle, `modules` loads them one by one,
 * which takes four times as long.
 */
export async function loadProgram<Exports>(name: string, modules: () => Promise<Exports>): Promise<Exports> {
  const file = join(BUNDLE_DIRECTORY, `${name}.cjs`)
  return existsSync(file) ? (requireBundled(file) as Exports) : modules()
}

/** Like Node's `require`, for the files of the bundle; what is not bundled goes to Node's own. */
function requireBundled(file: string): unknown {
  const known = loadedModules.get(file)
  if (known !== undefined) return known.exports
  const module: LoadedModule = { exports: {} }
  loadedModules.set(file, module)
  const text = readFileSync(file, 'utf8')
  const code = openCodeCache(file)
  const head = '(function (exports, require, module, __filename, __dirname, __import) {'
  const script = new Script(`${head}${text}\n})`, { filename: file, cachedData: code.data })
  if (script.cachedDataRejected !== false) code.save(script)
  const run = script.runInThisContext() as (...given: unknown[]) => void
  const nodes = createRequire(file)
  const require = (id: string): unknown =>
    id.startsWith('./') ? requireBundled(join(BUNDLE_DIRECTORY, id)) : nodes(id)
  run.call(
    module.exports,
    module.exports,
    Object.assign(require, nodes),
    module,
    file,
    BUNDLE_DIRECTORY,
    importModule,
  )
  return module.exports
}

/** Packages are found from here as from the bundle; files are named by their URLs. */
const importModule = async (specifier: string): Promise<unknown> => import(specifier)
