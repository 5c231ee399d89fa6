import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HomeError } from '../core/home-error.js'
import type { MigrationSource } from '../stores/contracts/migration-store.js'
import { getStoreDriver } from '../stores/registry.js'
import { checksum } from './checksum.js'
import { MIGRATION_ERRORS } from './migration-errors.js'
import { type MigrationDirectory, PROJECT_ORIGIN } from './migration-directory.js'

type Format = MigrationSource['format']

const FORMATS: Readonly<Record<string, Format>> = {
  '.sql': 'sql',
  '.json': 'json',
  '.js': 'module',
  '.mjs': 'module',
  '.ts': 'module',
  '.mts': 'module',
}
const FILE_NAME = /^(\d{4,})-([a-z0-9]+(?:[-_][a-z0-9]+)*)$/

/**
 * Reads the migrations of one directory in the order of their numbers; none if the directory does not exist. Reads the
 * few small files synchronously: starting Node's thread pool takes ten times as long as reading them.
 */
export async function readMigrationDirectory(
  directory: MigrationDirectory,
): Promise<readonly MigrationSource[]> {
  const names = listFileNames(directory.path)
  const sources = await Promise.all(names.map((name) => readSource(directory, name)))
  return sources.sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1))
}

function listFileNames(path: string): readonly string[] {
  try {
    const names = readdirSync(path)
    // The directory may also contain type declarations and source maps of built modules, or a README.
    return names.filter((name) => FORMATS[extname(name)] !== undefined && !/\.d\.m?ts$/.test(name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function readSource(directory: MigrationDirectory, fileName: string): Promise<MigrationSource> {
  const path = join(directory.path, fileName)
  const extension = extname(fileName)
  const format = FORMATS[extension] ?? 'sql'
  const stem = fileName.slice(0, -extension.length)
  const [, number, words] = FILE_NAME.exec(stem) ?? []
  const { formats } = getStoreDriver(directory.store).migrationFiles
  if (number === undefined || words === undefined || !formats.includes(format)) {
    throw invalidFileName(directory, path)
  }
  const text = readFileSync(path, 'utf8')
  return {
    store: directory.store,
    id: directory.origin === PROJECT_ORIGIN ? stem : `${directory.origin}/${stem}`,
    origin: directory.origin,
    number: Number(number),
    name: words.replaceAll(/[-_]/g, ' '),
    path,
    format,
    text,
    checksum: checksum(text, format),
    ...(format === 'module' ? { definition: await loadModule(path) } : {}),
  }
}

async function loadModule(path: string): Promise<unknown> {
  try {
    // The query parameter bypasses the module cache, since a file may change between two runs of one process.
    const module: Record<string, unknown> = await import(`${pathToFileURL(path).href}?at=${Date.now()}`)
    return module['migration'] ?? module['default']
  } catch (error) {
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_MODULE, {
      message: `The migration ${path} cannot be loaded.`,
      detail: error instanceof Error ? error.message : String(error),
      suggestion: /\.m?ts$/.test(path)
        ? `Node ${process.versions.node} may not support TypeScript. Use Node 22.18 or later, or a .mjs or .json file.`
        : 'Correct the file, then run homemanager migrate plan.',
      cause: error,
    })
  }
}

function invalidFileName(directory: MigrationDirectory, path: string): HomeError {
  const { formats } = getStoreDriver(directory.store).migrationFiles
  const extensions = Object.keys(FORMATS).filter((extension) => formats.includes(FORMATS[extension] ?? 'sql'))
  return new HomeError(MIGRATION_ERRORS.MIGRATION_FILE_NAME, {
    message: `${path} is not a valid file name for a migration of ${directory.store}.`,
    detail: `Use NNNN-name with one of ${extensions.join(', ')}: at least four digits, then lower-case words joined by "-".`,
    suggestion: `Rename the file, or create one with homemanager migrate new ${directory.store} NAME.`,
  })
}
