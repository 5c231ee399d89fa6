import { createHash } from 'node:crypto'
import { createObservationDirectory, ObservationTable } from '../../dataset/comparison/observation-table.js'
import type { PortableRecord } from '../../stores/contracts/portable-snapshot.js'
import type { RecordDifference } from './snapshot-difference.js'

/** A record that differs: what was removed occurs only in `from`, what was added only in `to`. */
export interface DifferingKey {
  readonly kind: string
  readonly key: string
  readonly difference: RecordDifference['difference']
}

type Observation = readonly [side: 0 | 1, digest: string]

/**
 * Compares the records of two sources by their keys, in memory that does not grow with their number: digests are written to
 * files, and are compared in groups. Calls `onDifference` for each record that differs.
 */
export async function findDifferingKeys(
  from: AsyncIterable<PortableRecord>,
  to: AsyncIterable<PortableRecord>,
  onDifference: (found: DifferingKey) => void,
): Promise<void> {
  await using directory = await createObservationDirectory()
  const table = new ObservationTable<Observation>('diff', directory.path)
  const add = async (side: 0 | 1, records: AsyncIterable<PortableRecord>): Promise<void> => {
    for await (const record of records) table.add(toTableKey(record), [side, digestFields(record)])
  }
  await add(0, from)
  await add(1, to)
  table.forEachKey((tableKey, observations) => {
    const [kind = '', key = ''] = JSON.parse(tableKey) as readonly string[]
    for (const difference of compare(observations)) onDifference({ kind, key, difference })
  })
}

export function toTableKey({ kind, key }: Pick<PortableRecord, 'kind' | 'key'>): string {
  return JSON.stringify([kind, key])
}

/** A row of a table without primary key may occur several times, so both sides are multisets. */
function compare(observations: readonly Observation[]): readonly RecordDifference['difference'][] {
  const balance = new Map<string, number>()
  for (const [side, digest] of observations) {
    balance.set(digest, (balance.get(digest) ?? 0) + (side === 0 ? -1 : 1))
  }
  const counts = [...balance.values()]
  const added = counts.reduce((sum, count) => sum + Math.max(count, 0), 0)
  const removed = counts.reduce((sum, count) => sum + Math.max(-count, 0), 0)
  const changed = Math.min(added, removed)
  return [
    ...Array.from({ length: changed }, () => 'changed' as const),
    ...Array.from({ length: added - changed }, () => 'added' as const),
    ...Array.from({ length: removed - changed }, () => 'removed' as const),
  ]
}

function digestFields({ fields }: PortableRecord): string {
  const hash = createHash('sha256')
  const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1))
  return hash.update(JSON.stringify(sorted)).digest('base64url')
}
