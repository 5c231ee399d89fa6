import { STORE_NAMES, type StoreName } from '../../core/store-name.js'
import { BUNDLED_ENTITIES, type EntityRegistry } from '../../domain/entities/registry.js'
import type { PortableMigration, PortableRecord } from '../../stores/contracts/portable-snapshot.js'
import { getStoreDriver } from '../../stores/registry.js'
import { getPartDirectory } from '../portable/portable-contents.js'
import { findDifferingKeys, toTableKey, type DifferingKey } from './find-differing-keys.js'
import type {
  EntityDifference,
  FieldChange,
  RecordDifference,
  SnapshotDifference,
} from './snapshot-difference.js'

export interface DiffOptions {
  readonly entities: EntityRegistry
  readonly signal: AbortSignal
  /** Default: all stores. */
  readonly only?: readonly StoreName[]
  /** Maximum number of records to return for each entity. Counts are always complete. */
  readonly limit: number
}

const HIDDEN = '(hidden)'
/** How far the consumers have read the event log: it changes while nobody changes a record. */
const PROGRESS_TABLE = 'platform.consumer_offsets'
const MIGRATIONS = 'migration history'
const EVENTS = BUNDLED_ENTITIES.get('event').plural
/** Where and when the log got an event: others after the same dataset was removed and loaded again. */
const LOG_FIELDS: ReadonlySet<string> = new Set(['position', 'recorded_at', 'transaction_id'])

/** Finds what differs between the portable snapshots in two directories. */
export async function diffSnapshots(
  from: string,
  to: string,
  { signal, only = STORE_NAMES, limit, entities: known }: DiffOptions,
): Promise<SnapshotDifference> {
  const entities: EntityDifference[] = []
  const items: RecordDifference[] = []
  for (const store of STORE_NAMES.filter((name) => only.includes(name))) {
    const found = await diffStore(store, known, from, to, limit, signal)
    entities.push(...found.entities)
    items.push(...found.items)
  }
  return { ok: entities.length === 0, entities, items }
}

async function diffStore(
  store: StoreName,
  known: EntityRegistry,
  from: string,
  to: string,
  limit: number,
  signal: AbortSignal,
): Promise<Pick<SnapshotDifference, 'entities' | 'items'>> {
  const snapshot = await getStoreDriver(store).loadPortableSnapshot()
  const read = (directory: string): AsyncIterable<PortableRecord> =>
    listCompared(snapshot.read(getPartDirectory(directory, store), known), signal)
  const counts = new Map<string, { added: number; removed: number; changed: number }>()
  const shown = new Map<string, DifferingKey[]>()
  await findDifferingKeys(read(from), read(to), (found) => {
    const count = counts.get(found.kind) ?? { added: 0, removed: 0, changed: 0 }
    counts.set(found.kind, count)
    count[found.difference]++
    const list = shown.get(found.kind) ?? []
    shown.set(found.kind, list)
    list.push(found)
    if (list.length > 2 * limit) keepFirst(list, limit)
  })
  for (const list of shown.values()) keepFirst(list, limit)
  const keys = [...shown.values()].flat()
  const wanted = new Set(keys.map(toTableKey))
  // Only digests were kept, so what is shown is read again.
  const [before, after] = await Promise.all([pick(read(from), wanted), pick(read(to), wanted)])
  const items = keys.map((found) => {
    const [old, current] = [before.get(toTableKey(found)), after.get(toTableKey(found))]
    const id = (current ?? old)?.id ?? found.key
    const { kind: entity, difference } = found
    if (difference !== 'changed') return { store, entity, id, difference }
    return { store, entity, id, difference, fields: listFieldChanges(known, entity, old, current) }
  })
  const sorted = items.toSorted((a, b) => compare(a.entity, b.entity) || IDS.compare(a.id, b.id))
  const entities = [...counts].map(([entity, count]) => ({ store, entity, ...count }))
  return { entities: entities.toSorted((a, b) => compare(a.entity, b.entity)), items: sorted }
}

async function* listCompared(
  records: AsyncIterable<PortableRecord>,
  signal: AbortSignal,
): AsyncGenerator<PortableRecord> {
  for await (const record of records) {
    signal.throwIfAborted()
    if (record.kind === PROGRESS_TABLE || record.migration === null) continue
    if (record.migration !== undefined) yield toComparedMigration(record.migration)
    else yield record.kind === EVENTS ? toComparedEvent(record) : record
  }
}

function toComparedEvent(event: PortableRecord): PortableRecord {
  return { ...event, fields: new Map([...event.fields].filter(([name]) => !LOG_FIELDS.has(name))) }
}

/** When, by whom and in which steps it was run is no difference. */
function toComparedMigration({ id, ...fields }: PortableMigration): PortableRecord {
  const texts = Object.entries(fields).map(([name, value]) => [name, JSON.stringify(value)] as const)
  return { kind: MIGRATIONS, key: id, id, fields: new Map(texts) }
}

async function pick(
  records: AsyncIterable<PortableRecord>,
  wanted: ReadonlySet<string>,
): Promise<ReadonlyMap<string, PortableRecord>> {
  const found = new Map<string, PortableRecord>()
  if (wanted.size === 0) return found
  for await (const record of records) {
    const key = toTableKey(record)
    if (wanted.has(key)) found.set(key, record)
  }
  return found
}

function listFieldChanges(
  known: EntityRegistry,
  entity: string,
  old: PortableRecord | undefined,
  current: PortableRecord | undefined,
): readonly FieldChange[] {
  const declared = known.all.find(({ plural }) => plural === entity)?.fields
  const names = new Set([...(old?.fields.keys() ?? []), ...(current?.fields.keys() ?? [])])
  return [...names].flatMap((field) => {
    const [from, to] = [old?.fields.get(field) ?? null, current?.fields.get(field) ?? null]
    if (from === to) return []
    if (declared?.[field]?.secret !== true) return [{ field, from, to }]
    return [{ field, from: from === null ? null : HIDDEN, to: to === null ? null : HIDDEN }]
  })
}

/** `2` before `10`. */
const IDS = new Intl.Collator('en', { numeric: true })

function keepFirst(list: DifferingKey[], limit: number): void {
  list.sort((a, b) => IDS.compare(a.key, b.key))
  list.splice(limit)
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
