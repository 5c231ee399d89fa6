import { isRecord } from '../core/is-record.js'
import { matchesScryptHash, parseScryptHash } from '../core/scrypt-hash.js'
import { truncate } from '../core/truncate.js'
import { DEMO_LOGIN } from '../dataset/demo-login.js'
import type { Dataset } from '../dataset/generator/create-dataset.js'
import type { Field } from '../domain/entities/field.js'
import { type EntityPlural, getEntityByPlural } from '../domain/entities/registry.js'
import { toCanonicalJson } from '../stores/canonical-json.js'
import type { DataStore, StoredRecord } from '../stores/contracts/data-store.js'
import type { ReportViolation } from './violation.js'

/** A record that a store has otherwise than the dataset. */
export interface ChangedRecord {
  readonly kind: EntityPlural
  readonly id: string
}

type PlainFields = Readonly<Record<string, unknown>>

/** Of the other changed records it is not reported which fields differ. */
const MAX_DESCRIBED = 1000
const MAX_NAMED_FIELDS = 3
const MAX_VALUE_LENGTH = 60

/**
 * Reports the records that have changed, with the fields that differ. Reads the store again, because the comparison has only
 * kept digests. A user whose password hash is another one of the same password has not changed: signing in replaces hashes.
 */
export async function reportChanges(
  store: DataStore,
  datasets: readonly Dataset[],
  changes: readonly ChangedRecord[],
  report: ReportViolation,
): Promise<void> {
  const described = new Set(changes.slice(0, MAX_DESCRIBED).map(getKey))
  const expected = collectExpected(store, datasets, described)
  const found = described.size === 0 ? new Map<string, PlainFields>() : await collectFound(store, described)
  for (const change of changes) {
    const [before, after] = [expected.get(getKey(change)), found.get(getKey(change))]
    const paths = before && after ? listDifferentPaths(before, after) : []
    const { fields } = getEntityByPlural(change.kind)
    if (await isRehashed(fields, paths, after)) continue
    report({
      invariant: 'changed',
      store: store.name,
      id: change.id,
      message: `${change.id} in ${change.kind} differs from the dataset${before && after ? `: ${describePaths(fields, paths, before, after)}` : ''}.`,
    })
  }
}

function collectExpected(
  store: DataStore,
  datasets: readonly Dataset[],
  keys: ReadonlySet<string>,
): ReadonlyMap<string, PlainFields> {
  const records = new Map<string, PlainFields>()
  for (const dataset of datasets) {
    for (let family = 0; family < dataset.families && records.size < keys.size; family++) {
      for (const record of store.toStoredRecords(dataset.getRecords(store.name, family))) {
        if (record.kind !== 'other' && keys.has(getKey(record)))
          records.set(getKey(record), toPlainFields(record))
      }
    }
  }
  return records
}

async function collectFound(
  store: DataStore,
  keys: ReadonlySet<string>,
): Promise<ReadonlyMap<string, PlainFields>> {
  const records = new Map<string, PlainFields>()
  for await (const page of store.scan()) {
    for (const record of page) {
      if (record.kind !== 'other' && keys.has(getKey(record)))
        records.set(getKey(record), toPlainFields(record))
    }
  }
  return records
}

/** Whether the password hash is the only difference, and is one of the password that all seeded users have. */
async function isRehashed(
  fields: Readonly<Record<string, Field>>,
  [path, ...others]: readonly string[],
  found: PlainFields | undefined,
): Promise<boolean> {
  if (path === undefined || others.length > 0 || fields[path]?.passwordHash !== true) return false
  const hash = parseScryptHash(String(found?.[path]))
  return hash !== undefined && matchesScryptHash(DEMO_LOGIN.password, hash)
}

/** The paths of the values that differ: `title`, `category.primary`. Lists are compared as one value. */
function listDifferentPaths(before: unknown, after: unknown, path = ''): readonly string[] {
  if (toCanonicalJson(before) === toCanonicalJson(after)) return []
  if (!isPlainObject(before) || !isPlainObject(after)) return [path]
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((name) =>
    listDifferentPaths(before[name], after[name], path === '' ? name : `${path}.${name}`),
  )
}

function describePaths(
  fields: Readonly<Record<string, Field>>,
  paths: readonly string[],
  before: PlainFields,
  after: PlainFields,
): string {
  if (paths.length === 0) return 'a value has another type'
  const named = paths.slice(0, MAX_NAMED_FIELDS).map((path) => {
    if (fields[path]?.secret) return `${path} is another one`
    return `${path} is ${formatValue(after, path)} instead of ${formatValue(before, path)}`
  })
  const others = paths.length - named.length
  return [...named, ...(others === 0 ? [] : [`${others} more fields`])].join(', ')
}

function formatValue(record: PlainFields, path: string): string {
  let value: unknown = record
  for (const name of path.split('.')) value = isPlainObject(value) ? value[name] : undefined
  return value === undefined
    ? 'missing'
    : truncate(toCanonicalJson(value), MAX_VALUE_LENGTH, ({ length }) => length)
}

/** Values of BSON become JSON: times as texts, decimals as `{"$numberDecimal": "1.50"}`. */
function toPlainFields({ fields }: StoredRecord): PlainFields {
  return JSON.parse(JSON.stringify(fields)) as PlainFields
}

function isPlainObject(value: unknown): value is PlainFields {
  return isRecord(value) && !Object.keys(value).some((name) => name.startsWith('$'))
}

function getKey({ kind, id }: { readonly kind: string; readonly id: string }): string {
  return `${kind}:${id}`
}
