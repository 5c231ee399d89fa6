import { type Dirent, existsSync, readdirSync, readFileSync } from 'node:fs'
import { basename, extname, join } from 'node:path'
import { CONFIG_ERRORS } from '../config/config-errors.js'
import { decodeUtf8, TextEncodingError } from '../core/decode-utf8.js'
import { formatCommandLine } from '../core/format-command-line.js'
import { HomeError } from '../core/home-error.js'
import { describeReadError, toReadError } from '../core/user-file.js'
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

/** Written beside a migration by compilers and editors, or documentation. */
const BESIDE_MIGRATIONS = /\.d\.m?ts$|\.map$|\.md$|~$|\.sw[a-p]$|^\./
/**
 * A number at the start, the version of Flyway (`V1__name.sql`), the revision of Alembic, or a file in which Liquibase or Sqitch
 * list migrations.
 */
const LOOKS_LIKE_MIGRATION =
  /^(?:[vurb]?\d+(?:[._-]|$)|r__|[\da-f]{12}_)|(?:^|[.-])changelog\b|^sqitch\.plan$/i

/**
 * Reads the migrations of one directory in the order of their numbers. Throws if the directory does not exist, or
 * contains a file that looks like a migration but is none. Reads the few small files synchronously: starting Node's
 * thread pool takes ten times as long as reading them.
 */
export function readMigrationDirectory(directory: MigrationDirectory): readonly MigrationSource[] {
  const sources = listFileNames(directory).map((name) => readSource(directory, name))
  sources.sort((a, b) => a.number - b.number || (a.id < b.id ? -1 : 1))
  assertUniqueIds(directory, sources)
  return sources
}

function listFileNames(directory: MigrationDirectory): readonly string[] {
  return readEntries(directory).flatMap((entry) => {
    const { name } = entry
    if (BESIDE_MIGRATIONS.test(name)) return []
    if (FORMATS[extname(name)] !== undefined && !entry.isDirectory()) return [name]
    const isMigration = LOOKS_LIKE_MIGRATION.test(name) || FORMATS[extname(name).toLowerCase()] !== undefined
    if (!isMigration && !(entry.isDirectory() && hasSqlFiles(join(directory.path, name)))) return []
    throw invalidFileName(directory, join(directory.path, name), entry.isDirectory() ? 'directory' : 'file')
  })
}

/** A directory of migrations inside of the directory: `deploy/` of Sqitch. Modules may have directories beside them. */
function hasSqlFiles(path: string): boolean {
  return readdirSync(path).some((name) => extname(name).toLowerCase() === '.sql')
}

function readEntries(directory: MigrationDirectory): readonly Dirent[] {
  try {
    return readdirSync(directory.path, { withFileTypes: true })
  } catch (error) {
    throw unreadableDirectory(directory, error)
  }
}

function unreadableDirectory({ store, path }: MigrationDirectory, error: unknown): HomeError {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  const isMissing = code === 'ENOENT'
  const isFile = code === 'ENOTDIR' && existsSync(path)
  const detail = isFile ? 'It is a file, not a directory.' : describeReadError(error, path)
  // A path that homemanager.yaml names and that does not exist has the same code in every command.
  return new HomeError(isMissing ? CONFIG_ERRORS.CONFIG_INVALID : MIGRATION_ERRORS.MIGRATION_DIRECTORY, {
    message: `The migration directory of ${store} ${isMissing ? 'does not exist' : 'cannot be read'}: ${path}.`,
    ...(isMissing ? {} : { detail }),
    suggestion: isMissing
      ? `Create it with ${formatCommandLine('mkdir', '-p', path)}, or correct migrations.${store} in homemanager.yaml.`
      : `Make it a directory that this user can read, or correct migrations.${store} in homemanager.yaml.`,
    cause: error,
  })
}

/** Two files such as 0001-a.json and 0001-a.mjs, or a TypeScript file and what it was compiled to. */
function assertUniqueIds({ store }: MigrationDirectory, sources: readonly MigrationSource[]): void {
  for (const [index, { id, path }] of sources.entries()) {
    const other = sources[index + 1]
    if (other?.id !== id) continue
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_DUPLICATE, {
      message: `Two migration files of ${store} have the same number and name: ${basename(path)} and ${basename(other.path)}.`,
      detail: `${path}\n${other.path}`,
      suggestion: 'Delete one of them, or rename it to the next number.',
    })
  }
}

function readSource(directory: MigrationDirectory, fileName: string): MigrationSource {
  const path = join(directory.path, fileName)
  const extension = extname(fileName)
  const format = FORMATS[extension] ?? 'sql'
  const stem = fileName.slice(0, -extension.length)
  const [, number, words] = FILE_NAME.exec(stem) ?? []
  const { formats } = getStoreDriver(directory.store).migrationFiles
  if (number === undefined || words === undefined || !formats.includes(format)) {
    throw invalidFileName(directory, path)
  }
  const text = readText(directory, path)
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
  }
}

function readText(directory: MigrationDirectory, path: string): string {
  try {
    return decodeUtf8(readFileSync(path))
  } catch (error) {
    if (!(error instanceof TextEncodingError))
      throw toReadError(error, path, 'The migration', 'Make the file readable.')
    throw new HomeError(MIGRATION_ERRORS.MIGRATION_ENCODING, {
      message: `The migration ${basename(path)} of ${directory.store} cannot be read: ${error.message}.`,
      detail: path,
      suggestion: error.suggestion,
      cause: error,
    })
  }
}

function invalidFileName(
  directory: MigrationDirectory,
  path: string,
  kind: 'directory' | 'file' = 'file',
): HomeError {
  const { formats } = getStoreDriver(directory.store).migrationFiles
  const extensions = Object.keys(FORMATS).filter((extension) => formats.includes(FORMATS[extension] ?? 'sql'))
  return new HomeError(MIGRATION_ERRORS.MIGRATION_FILE_NAME, {
    message: `${path} is not a valid file name for a migration of ${directory.store}.`,
    detail: `${describeOtherConvention(basename(path), kind)}Use NNNN-name with one of ${extensions.join(', ')}: at least four digits, then lower-case words joined by "-".`,
    suggestion: `Rename the file, or create one with homemanager migrate new ${directory.store} NAME.`,
  })
}

/** What the file name means for the tool that it was written for. */
function describeOtherConvention(name: string, kind: 'directory' | 'file'): string {
  if (kind === 'directory') return 'A migration is a file, not a directory. '
  if (/[.-](?:down|undo|rollback)\.sql$/i.test(name) || /^u\d/i.test(name))
    return 'The down migration is in the same file as the up migration, after the line "-- homemanager: down". '
  if (/^[vb]\d/i.test(name)) return 'Flyway names files like this. '
  if (/changelog/i.test(name)) return 'It is a changelog of Liquibase. '
  if (name === 'sqitch.plan') return 'It is the plan of Sqitch. '
  if (/^r__/i.test(name)) return 'A migration runs only once; Flyway repeats files named like this. '
  if (/[.-](?:up|do)\.sql$/i.test(name)) return 'The file name has no suffix for the direction. '
  return ''
}
