import type { UnfinishedSeed } from '../dataset/seeding/seed-request.js'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { isRecord } from '../core/is-record.js'
import { HomeError } from '../core/home-error.js'
import { describeReadError } from '../core/user-file.js'
import { mapStores, type PerStore, STORE_NAMES, type StoreName } from '../core/store-name.js'
import type { HistoryEntry } from '../stores/contracts/migration-store.js'
import { SNAPSHOT_ERRORS } from './snapshot-errors.js'

/** `physical`: the files of the engines. `portable`: files that other programs read, which restore on every provider. */
export const SNAPSHOT_FORMATS = ['physical', 'portable'] as const
export type SnapshotFormat = (typeof SNAPSHOT_FORMATS)[number]

/** The command that saved a snapshot automatically; `manual` for `snapshot save`. `failed`: it has replaced or changed the data and then failed. */
export const SNAPSHOT_REASONS = [
  'manual',
  'reset',
  'seed --reset',
  'migrate down',
  'migrate',
  'restore',
  'down',
  'undo',
  'schedule',
  'failure',
  'failed migrate',
  'failed migrate down',
  'failed restore',
  'failed undo',
] as const
export type SnapshotReason = (typeof SNAPSHOT_REASONS)[number]

export interface SnapshotFile {
  /** Relative to the directory of the snapshot, with `/`. */
  readonly path: string
  readonly bytes: number
  /** SHA-256, hexadecimal. Symbolic links: of their target. */
  readonly sha256: string
}

/** What a manifest has of an entry of a migration history. */
export type RecordedMigration = Pick<
  HistoryEntry,
  'id' | 'checksum' | 'outcome' | 'direction' | 'done' | 'stepCount' | 'startedAt' | 'unchanged'
>

export interface SnapshotStore {
  /** Display name of the engine: `PostgreSQL 15.18 (embedded)`. */
  readonly engine: string
  /** As reported by the server; null if it never ran. */
  readonly version: string | null
  /** The applied migrations, in order; null if the engine was not running. */
  readonly migrations: readonly string[] | null
  /** The migration history, to compare it with the migration files before a restore. Absent if the engine was not running. */
  readonly history?: readonly RecordedMigration[]
  /** Of all records of the entities; null if the engine was not running. */
  readonly fingerprint: string | null
  readonly bytes: number
}

/** `manifest.json` of a snapshot. */
export interface SnapshotManifest {
  /** The version of the layout. */
  readonly version: 1
  readonly name: string
  readonly format: SnapshotFormat
  /** Of a physical snapshot: the directory of each store is a tar file, compressed with gzip. */
  readonly compression?: 'gzip'
  /** ISO 8601 in UTC. */
  readonly createdAt: string
  readonly reason: SnapshotReason
  /** The migrations that it was saved before have not all succeeded, or their command was killed: they may have changed data. Absent otherwise. */
  readonly unsuccessful?: boolean
  readonly note: string | null
  readonly project: string
  readonly homemanager: string
  readonly provider: 'embedded' | 'docker' | 'external'
  /** `linux-x64`; physical snapshots restore only there. */
  readonly platform: string
  /** The profiles that are loaded, and the version of the generator. */
  readonly seeded: readonly string[]
  /** The datasets that are incomplete because loading them was interrupted, and how they were requested. */
  readonly unfinishedSeeds?: readonly UnfinishedSeed[]
  readonly generator: number | null
  /** What was not held back while the snapshot was saved; empty if it is one consistent cut. */
  readonly notCovered: readonly string[]
  readonly stores: PerStore<SnapshotStore>
  /** Records by entity; null if the engines were not running. */
  readonly counts: Readonly<Record<string, number>> | null
  readonly bytes: number
  /** Every file except the manifest. */
  readonly files: readonly SnapshotFile[]
}

export const MANIFEST_FILE = 'manifest.json'

/** Reads the manifest of a snapshot in this directory. `archive` is where it comes from. Throws `SNAPSHOT_DAMAGED`. */
export async function readManifest(directory: string, archive?: string): Promise<SnapshotManifest> {
  const file = path.join(directory, MANIFEST_FILE)
  const damaged = (detail: string, cause?: unknown): HomeError =>
    new HomeError(SNAPSHOT_ERRORS.SNAPSHOT_DAMAGED, {
      message: `The snapshot in ${archive ?? directory} has no valid ${MANIFEST_FILE}.`,
      detail,
      suggestion:
        archive === undefined
          ? `Delete it with homemanager snapshot delete ${path.basename(directory)}. The others: homemanager snapshot list.`
          : 'Export the snapshot again with this version of homemanager (homemanager snapshot export).',
      cause,
    })
  let value: unknown
  try {
    value = JSON.parse(await readFile(file, 'utf8'))
  } catch (error) {
    throw damaged(
      error instanceof SyntaxError ? 'It is not valid JSON.' : describeReadError(error, file),
      error,
    )
  }
  if (!isManifest(value)) throw damaged('It is not a manifest of this version of homemanager.')
  return value
}

/** The fingerprint of each store; null if it is not known. */
export function getFingerprints({ stores }: SnapshotManifest): PerStore<string | null> {
  return mapStores((store) => stores[store].fingerprint)
}

function isManifest(value: unknown): value is SnapshotManifest {
  if (!isRecord(value) || value['version'] !== 1 || !Array.isArray(value['files'])) return false
  const stores = value['stores']
  return (
    typeof value['name'] === 'string' &&
    typeof value['createdAt'] === 'string' &&
    SNAPSHOT_FORMATS.some((format) => format === value['format']) &&
    isRecord(stores) &&
    STORE_NAMES.every((store: StoreName) => isRecord(stores[store])) &&
    value['files'].every((file) => isRecord(file) && isSafePath(file['path']))
  )
}

/** An imported manifest must not name a file outside of its directory. */
function isSafePath(value: unknown): boolean {
  if (typeof value !== 'string' || value === '' || path.isAbsolute(value)) return false
  return value.split('/').every((part) => part !== '' && part !== '.' && part !== '..')
}
