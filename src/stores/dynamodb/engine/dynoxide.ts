import path from 'node:path'
import { createPrivateDirectory } from '../../../core/create-directory.js'
import type { EngineLaunch } from '../../../providers/embedded/embedded-recipe.js'
import { findInstalledPackage } from '../../../providers/embedded/find-installed-package.js'
import { toShortPathLaunch } from './short-path-launch.js'

/** In the data directory. */
export const DYNOXIDE_FILE = 'dynamodb.sqlite'

/** Display name of the engine; `undefined` if npm has no dynoxide for this platform. */
export function getDynoxideName(): string | undefined {
  const binary = findDynoxide()
  return binary && toEngineName(binary.version)
}

/** Where dynoxide listens. */
export interface ListenAddress {
  readonly host: string
  readonly port: string
}

/** Prepares dynoxide, a static binary based on SQLite; `undefined` if npm has none for this platform. */
export async function prepareDynoxide(
  dataDirectory: string,
  { host, port }: ListenAddress,
): Promise<EngineLaunch | undefined> {
  return prepare(dataDirectory, (file) => ['serve', '--host', host, '--port', port, '--db-path', file])
}

/** Prepares writing a new database from an export of DynamoDB to S3; `undefined` if npm has no dynoxide for this platform. */
export async function prepareDynoxideImport(
  dataDirectory: string,
  { source, schema }: { readonly source: string; readonly schema: string },
): Promise<EngineLaunch | undefined> {
  return prepare(dataDirectory, (file) => [
    'import',
    '--source',
    source,
    '--schema',
    schema,
    '--output',
    file,
  ])
}

/** `toArgs` gets the path of the database. */
async function prepare(
  dataDirectory: string,
  toArgs: (file: string) => readonly string[],
): Promise<EngineLaunch | undefined> {
  const binary = findDynoxide()
  if (binary === undefined) return undefined
  createPrivateDirectory(dataDirectory)
  return toShortPathLaunch(dataDirectory, DYNOXIDE_FILE, (directory) => ({
    command: path.join(binary.directory, 'dynoxide'),
    args: toArgs(path.join(directory, DYNOXIDE_FILE)),
    engine: toEngineName(binary.version),
  }))
}

/** Whether an engine is dynoxide, by its display name. */
export function isDynoxide(engine: string): boolean {
  return engine.startsWith('dynoxide')
}

function findDynoxide(): ReturnType<typeof findInstalledPackage> {
  return findInstalledPackage(`@dynoxide/${process.platform}-${process.arch}`)
}

function toEngineName(version: string): string {
  return `dynoxide ${version} (embedded)`
}
