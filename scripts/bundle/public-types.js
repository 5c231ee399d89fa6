import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import { ResolverFactory } from 'rolldown/experimental'
import { packageDirectory } from './licence-texts.js'

/** Types of packages that a program has if it uses the entry point that names them. */
const EXTERNAL = new Set(['vitest', ...builtinModules])
/** The types of `bson` that the library names are exported by `mongodb` too, of which a program has only one copy. */
const EXPORTED_BY = { bson: 'mongodb' }
const COMMENT_OR_SPECIFIER =
  /\/\*[^]*?\*\/|(\bfrom\s*|\bimport\s*\(\s*|\brequire\s*\(\s*|^import\s+|<reference path=)(["'])([^"'\n]+)\2/gm
const IMPORTED_NAMES =
  /import (?:type )?\{([^}]*)\} from ["']([^"'\n]+)["']|import\(["']([^"'\n]+)["']\)\.(\w+)/g

/**
 * Copies the declarations that the entry points need: those of the project, once for `import` (`esm`) and once for
 * `require` (`cjs`), and under `vendor` those of the database drivers, which are part of the bundle and are not installed.
 * Returns the files of packages.
 */
export function copyPublicTypes({ source, entries, target }) {
  rmSync(target, { recursive: true, force: true })
  const copies = new Map()
  const packageFiles = []
  for (const format of ['esm', 'cjs']) {
    writeJson(join(target, format, 'package.json'), { type: format === 'esm' ? 'module' : 'commonjs' })
    const drivers = new Map()
    for (const entry of entries) copy(join(source, entry), format, drivers)
    for (const [name, types] of drivers) {
      const driver = resolveTypes(join(source, entries[0]), name, format)
      write(
        getDriverFile(format, name),
        describeDriver(name, types, getDriverFile(format, name), copy(driver)),
      )
    }
  }
  return packageFiles

  /** Copies a declaration file and those that it imports. Returns the path of the copy. */
  function copy(file, format, drivers) {
    const own = packageDirectory(file)
    const copied = own === undefined ? join(target, format, relative(source, file)) : copies.get(file)
    if (copied !== undefined && (own !== undefined || existsSync(copied))) return copied
    return own === undefined ? copyOwn(file, copied, format, drivers) : copyVendored(file, own)
  }

  function copyOwn(file, copied, format, drivers) {
    const text = readFileSync(file, 'utf8')
    // Before what it imports, which may import it.
    write(copied, '')
    for (const [, names, from, inlineFrom, inlineName] of text.matchAll(IMPORTED_NAMES)) {
      const specifier = from ?? inlineFrom
      if (specifier.startsWith('.') || isExternal(specifier)) continue
      const driver = EXPORTED_BY[specifier] ?? specifier
      const types = drivers.get(driver) ?? new Set()
      for (const name of (names ?? inlineName).split(',')) types.add(name.replace(/^\s*type\s/, '').trim())
      drivers.set(driver, types)
    }
    const rewritten = rewriteImports(text, (specifier) => {
      if (specifier.startsWith('.')) {
        copy(resolveTypes(file, specifier, format), format, drivers)
        return specifier
      }
      const driver = EXPORTED_BY[specifier] ?? specifier
      if (!drivers.has(driver)) throw new Error(`${file} imports ${specifier} other than by { names }.`)
      return toSpecifier(copied, getDriverFile(format, driver))
    })
    write(copied, rewritten)
    return copied
  }

  function copyVendored(file, directory) {
    const { name, version, license, type = 'commonjs' } = readManifest(directory)
    const copied = join(target, 'vendor', name, relative(directory, file))
    copies.set(file, copied)
    packageFiles.push(file)
    writeJson(join(target, 'vendor', name, 'package.json'), { name, version, license, type })
    const format = file.endsWith('.d.mts') || type === 'module' ? 'esm' : 'cjs'
    const rewritten = rewriteImports(readFileSync(file, 'utf8'), (specifier) => {
      const imported = copy(resolveTypes(file, specifier, format), format)
      return specifier.startsWith('.') ? specifier : toSpecifier(copied, imported)
    })
    write(copied, rewritten)
    return copied
  }

  function getDriverFile(format, name) {
    return join(target, format, 'drivers', `${name.replace(/^@[^/]+\//, '')}.d.ts`)
  }
}

/**
 * The types of a driver: those of the program's own copy, so that it can pass its values to the clients of a stack, or the
 * vendored ones if it has none. Types that cannot be resolved are `any`.
 */
function describeDriver(name, types, file, vendored) {
  const aliases = [...types]
    .toSorted((a, b) => (a < b ? -1 : 1))
    .map((type) => `export type ${type} = Installed<Own.${type}, Bundled.${type}>;`)
  return `// @ts-ignore: a program need not have it.
import type * as Own from '${name}';
import type * as Bundled from '${toSpecifier(file, vendored)}';
type Installed<Type, Otherwise> = [unknown] extends [Type] ? Otherwise : Type;
${aliases.join('\n')}
`
}

function rewriteImports(text, rewrite) {
  return text
    .replaceAll(COMMENT_OR_SPECIFIER, (whole, before, quote, specifier) =>
      specifier === undefined || isExternal(specifier)
        ? whole
        : `${before}${quote}${rewrite(specifier)}${quote}`,
    )
    .replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n')
}

function toSpecifier(from, to) {
  const path = relative(dirname(from), to).replace(/\.d\.([cm]?)ts$/, '.$1js')
  return path.startsWith('.') ? path : `./${path}`
}

function isExternal(specifier) {
  return specifier.startsWith('node:') || EXTERNAL.has(specifier)
}

const resolvers = Object.fromEntries(
  ['esm', 'cjs'].map((format) => [
    format,
    new ResolverFactory({
      conditionNames: ['types', format === 'esm' ? 'import' : 'require', 'node', 'default'],
      extensions: ['.d.ts', '.d.mts', '.d.cts'],
      extensionAlias: { '.js': ['.d.ts', '.js'], '.mjs': ['.d.mts', '.mjs'], '.cjs': ['.d.cts', '.cjs'] },
      mainFields: ['types', 'typings', 'main'],
    }),
  ]),
)

function resolveTypes(file, specifier, format) {
  const names = specifier.startsWith('.') ? [specifier] : [`@types/${specifier}`, specifier]
  for (const name of names) {
    const { path } = resolvers[format].sync(dirname(file), name)
    const types = path?.replace(/(?<!\.d)\.([cm]?)[jt]s$/, '.d.$1ts')
    if (types !== undefined && existsSync(types)) return types
  }
  throw new Error(`${file} imports ${specifier}, which has no types.`)
}

function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'))
}

function writeJson(file, value) {
  write(file, `${JSON.stringify(value)}\n`)
}

function write(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}
