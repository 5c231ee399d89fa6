import { readFileSync } from 'node:fs'
import { createRequire, Module } from 'node:module'
import { join } from 'node:path'
import { Script } from 'node:vm'
import { getPackagePath } from '../core/package-path.js'
import { openCodeCache } from './code-cache.js'

const BUNDLE_DIRECTORY = getPackagePath('dist/bundle')

/** `__import` is for `import()`: in cached code, Node prints a warning for it. */
interface BundledModule extends NodeJS.Module {
  __import?: (specifier: string) => Promise<unknown>
}

/**
 * Returns the exports of a program, from its bundle: `npm run build` bundles about a thousand modules, packages included,
 * into a few files, and V8 reuses the code that an earlier run compiled.
 */
export async function loadProgram<Exports>(name: string): Promise<Exports> {
  return requireBundled(join(BUNDLE_DIRECTORY, `${name}.cjs`)) as Exports
}

/**
 * Like Node's `require` for files of the bundle; everything else is left to Node's own. The modules are in Node's cache: a
 * migration that imports `homemanager` gets the classes that the program itself uses.
 */
function requireBundled(file: string): unknown {
  const nodeRequire = createRequire(file)
  const known = nodeRequire.cache[file]
  if (known !== undefined) return known.exports
  const module: BundledModule = Object.assign(new Module(file), { filename: file, __import: importModule })
  nodeRequire.cache[file] = module
  const text = readFileSync(file, 'utf8')
  const code = openCodeCache(file)
  const head = '(function (exports, require, module, __filename, __dirname) {'
  const script = new Script(`${head}${text}\n})`, { filename: file, cachedData: code.data })
  if (script.cachedDataRejected !== false) code.save(script)
  const run = script.runInThisContext() as (...args: unknown[]) => void
  const require = (id: string): unknown =>
    id.startsWith('./') ? requireBundled(join(BUNDLE_DIRECTORY, id)) : nodeRequire(id)
  run.call(
    module.exports,
    module.exports,
    Object.assign(require, nodeRequire),
    module,
    file,
    BUNDLE_DIRECTORY,
  )
  module.loaded = true
  return module.exports
}

/** Packages resolve from here as from the bundle; files are given as URLs. */
const importModule = async (specifier: string): Promise<unknown> => import(specifier)
