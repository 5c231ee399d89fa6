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
 * Returns the exports of a program, from its bundle: `npm run build` bundles about a thousand modules, packages included,
 * into a few files, and V8 reuses the code that an earlier run compiled. Without a bundle, `modules` loads the modules one
 * by one, which takes four times as long.
 */
export async function loadProgram<Exports>(name: string, modules: () => Promise<Exports>): Promise<Exports> {
  const file = join(BUNDLE_DIRECTORY, `${name}.cjs`)
  return existsSync(file) ? (requireBundled(file) as Exports) : modules()
}

/** Like Node's `require` for files of the bundle; everything else is left to Node's own. */
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
  const run = script.runInThisContext() as (...args: unknown[]) => void
  const nodeRequire = createRequire(file)
  const require = (id: string): unknown =>
    id.startsWith('./') ? requireBundled(join(BUNDLE_DIRECTORY, id)) : nodeRequire(id)
  run.call(
    module.exports,
    module.exports,
    Object.assign(require, nodeRequire),
    module,
    file,
    BUNDLE_DIRECTORY,
    importModule,
  )
  return module.exports
}

/** Packages resolve from here as from the bundle; files are given as URLs. */
const importModule = async (specifier: string): Promise<unknown> => import(specifier)
