import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { HomeError } from '../core/home-error.js'
import type { StoreName } from '../core/store-name.js'
import type { MigrationSource } from '../stores/migration-store.js'
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
const SUPPORTED_FORMATS: Readonly<Record<StoreName, readonly Format[]>> = {
  postgres: ['sql'],
  dynamodb: ['json', 'module'],
  mongo: ['json', 'module'],
}
const FILE_NAME = /^(\d{4,})-([a-z0-9]+(?:[-_][a-z0-9]+)*)$/

/**
 * The migrations of one folder in the order of their numbers. A folder that does not exist has none. The few small files
 * are read without threads of Node's, whose start takes ten times as long as the reading.
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
    // Type declarations and source maps lie beside built modules; a README beside anything.
    return names.filter((name) => FORMATS[extname(name)] !== undefined && !/\.d\.m?ts$/.test(name))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return []
    throw error
  }
}

async function readSource(directory: MigrationDirectory, fileName: string): Promise<MigrationSource> {
  const path = join(directory.path, fileName)
  const ending = extname(fileName)
  const format = FORMATS[ending] ?? 'sql'
  const stem = fileName.slice(0, -ending.length)
  const [, number, words] = FILE_NAME.exec(stem) ?? []
  if (number === undefined || words === undefined || !SUPPORTED_FORMATS[directory.store].includes(format)) {
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
    // The query makes a changed file a new module, for those that stay loaded between two runs.
    const module: Record<string, unknown> = await import(`${pathToFileURL(path).href}?at=${Date.now()}`)
    return module['migration'] ?? module['default']
  } catch (error) {
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_MODULE, {
      message: `The migration ${path} cannot be loaded.`,
      detail: error instanceof Error ? error.message : String(error),
      suggestion: /\.m?ts$/.test(path)
        ? `Node ${process.versions.node} may not run TypeScript by itself: use Node 22.18 or later, or write it as .mjs or .json.`
        : 'Correct the file, then run homemanager migrate plan.',
      cause: error,
    })
  }
}

function invalidFileName(directory: MigrationDirectory, path: string): HomeError {
  const endings = Object.keys(FORMATS).filter((ending) =>
    SUPPORTED_FORMATS[directory.store].includes(FORMATS[ending] ?? 'sql'),
  )
  return new HomeError(MIGRATION_ERRORS.MIGRATION_FILE_NAME, {
    message: `${path} is not named as a migration of ${directory.store}.`,
    detail: `Names are NNNN-name with ${endings.join(', ')}: four digits or more, lower case, words joined by "-".`,
    suggestion: `Rename it, or make one with homemanager migrate new ${directory.store} NAME.`,
  })
}
