import { createRequire } from 'node:module'
import path from 'node:path'
import { getPackagePath } from '../../core/package-path.js'

type Modules = readonly (readonly [file: string, module: NodeJS.Module | undefined])[]

/** The modules that the extensions of one project have loaded. Those of other projects and of the program are not among them. */
export class ExtensionModules {
  #loaded: Modules = []

  /** The files of the project that were loaded, in a fixed order. */
  get files(): readonly string[] {
    return this.#loaded.map(([file]) => file).toSorted()
  }

  /** Loads modules with `load`, which finds only these loaded already. `load` is synchronous: Node.js has one cache of modules. */
  load<T>(load: () => T): T {
    const others = removeOwnModules()
    addModules(this.#loaded)
    try {
      return load()
    } finally {
      this.#loaded = removeOwnModules()
      addModules(others)
    }
  }
}

const { cache } = createRequire(import.meta.url)

function removeOwnModules(): Modules {
  const own = Object.entries(cache).filter(([file]) => isOwnFile(file))
  for (const [file] of own) delete cache[file]
  return own
}

function addModules(modules: Modules): void {
  for (const [file, module] of modules) cache[file] = module
}

/** Packages have versions of their own. */
function isOwnFile(file: string): boolean {
  return !file.includes(`${path.sep}node_modules${path.sep}`) && !file.startsWith(getPackagePath('dist/'))
}
