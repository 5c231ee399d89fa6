import { mapStores, type PerStore, STORE_NAMES } from '../../../core/store-name.js'
import { formatBytes } from '../../../core/format-bytes.js'
import { formatTime } from '../../../output/format-time.js'
import type { Output } from '../../../output/output.js'
import { describeReason } from '../../../snapshots/backup-limits.js'
import type { DamagedSnapshot, StoredSnapshot } from '../../../snapshots/snapshot-directory.js'
import type { SnapshotManifest, SnapshotStore } from '../../../snapshots/snapshot-manifest.js'

/** A snapshot in JSON: its manifest without the migration histories, and with the number of files instead of their list. */
export type DescribedSnapshot = Omit<SnapshotManifest, 'version' | 'files' | 'compression' | 'stores'> & {
  readonly stores: PerStore<Omit<SnapshotStore, 'history'>>
  readonly directory: string
  readonly files: number
  /** Null if it is not compressed. */
  readonly compression: 'gzip' | null
}

export function describeSnapshot({ directory, manifest }: StoredSnapshot): DescribedSnapshot {
  const { version: _, files, compression = null, ...rest } = manifest
  const stores = mapStores((name) => {
    const { history: __, ...store } = manifest.stores[name]
    return store
  })
  return { ...rest, stores, compression, directory, files: files.length }
}

export function renderSnapshots(
  snapshots: readonly DescribedSnapshot[],
  damaged: readonly DamagedSnapshot[],
  output: Output,
): string {
  const problems = damaged.map(
    ({ name, problem }) =>
      `${output.style.red('✗')} ${name} is damaged: ${problem} Delete it with homemanager snapshot delete ${name}.`,
  )
  return [renderTable(snapshots, output), ...problems].join('\n')
}

function renderTable(snapshots: readonly DescribedSnapshot[], output: Output): string {
  if (snapshots.length === 0)
    return 'There are no snapshots. Save the current data with homemanager snapshot save.'
  return output.table(snapshots, [
    { header: 'NAME', cell: ({ name }) => name },
    { header: 'SAVED', importance: 1, cell: ({ createdAt }) => formatTime(createdAt) },
    { header: 'REASON', cell: describeReason },
    { header: 'FORMAT', importance: -2, cell: ({ format }) => format },
    { header: 'SIZE', align: 'right', cell: ({ bytes }) => formatBytes(bytes) },
    { header: 'NOTE', canBeBelow: true, cell: ({ note }) => note ?? '' },
  ])
}

export function renderSnapshot(
  snapshot: DescribedSnapshot,
  isVerified: boolean,
  style: Output['style'],
): string {
  const { counts, notCovered } = snapshot
  const records = Object.entries(counts ?? {}).filter(([, count]) => count > 0)
  const lines: readonly (readonly [string, string])[] = [
    ['Saved', `${formatTime(snapshot.createdAt)} (${describeReason(snapshot)})`],
    ...(snapshot.note === null ? [] : [['Note', snapshot.note.replaceAll(/\s+/g, ' ')] as const]),
    ['Project', snapshot.project],
    ['Format', `${snapshot.format}, ${snapshot.provider}, ${snapshot.platform}`],
    [
      'Size',
      `${formatBytes(snapshot.bytes)} in ${snapshot.files} files${snapshot.compression === null ? '' : ', compressed'}`,
    ],
    ['Profiles', snapshot.seeded.join(', ') || 'none'],
    [
      'Records',
      records.map(([name, count]) => `${count.toLocaleString('en-US')} ${name}`).join(', ') || 'not counted',
    ],
    ...STORE_NAMES.map((store) => [store, describeStore(snapshot, store)] as const),
    ...(notCovered.length === 0 ? [] : [['Not covered', notCovered.join('; ')] as const]),
    ['Directory', snapshot.directory],
  ]
  const width = Math.max(...lines.map(([label]) => label.length))
  return [
    style.bold(snapshot.name),
    ...lines.map(([label, text]) => `  ${style.dim(label.padEnd(width))}  ${text}`),
    ...(isVerified ? [`${style.green('✓')} All files have the digests of the manifest.`] : []),
  ].join('\n')
}

function describeStore(snapshot: DescribedSnapshot, name: (typeof STORE_NAMES)[number]): string {
  const { engine, version, migrations, fingerprint, bytes } = snapshot.stores[name]
  return [
    engine.includes(version ?? '') ? engine : `${engine} ${version ?? ''}`,
    formatBytes(bytes),
    ...(migrations === null ? [] : [`migrated to ${migrations.at(-1) ?? 'nothing'}`]),
    ...(fingerprint === null ? [] : [`fingerprint ${fingerprint.slice(0, 12)}`]),
  ].join(', ')
}
