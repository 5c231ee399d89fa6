import { isRecord } from '../../core/is-record.js'
import { matchesScryptHash, parseScryptHash } from '../../core/scrypt-hash.js'
import { truncate } from '../../core/truncate.js'
import type { Field } from '../../domain/entities/field.js'
import type { EntityPlural } from '../../domain/entities/registry.js'
import { toCanonicalJson } from '../../stores/canonical-json.js'
import type { DataStore, StoredRecord } from '../../stores/contracts/data-store.js'
import { DEMO_LOGIN } from '../demo-login.js'

/** How a record differs from the dataset. */
export interface RecordChange {
  /** The paths of the values that differ: `title`, `category.primary`. */
  readonly fields: readonly string[]
  /** `title is "A" instead of "B"`. */
  readonly description: string
}

type PlainFields = Readonly<Record<string, unknown>>

const MAX_NAMED_FIELDS = 3
const MAX_VALUE_LENGTH = 60

/**
 * Describes how a stored record differs. Undefined for a user whose password hash is another one of the same password, which is
 * no change: signing in replaces hashes.
 */
export async function describeChange(
  store: DataStore,
  entity: EntityPlural,
  expected: StoredRecord,
  stored: StoredRecord,
): Promise<RecordChange | undefined> {
  const [before, after] = [toPlainFields(expected), toPlainFields(stored)]
  const paths = listDifferentPaths(before, after)
  const { fields } = store.entities.getByPlural(entity)
  if (await isRehashed(fields, paths, after)) return undefined
  if (paths.length > 0) return { fields: paths, description: describePaths(fields, paths, before, after) }
  const retyped = store.listChangedFields(expected, stored)
  return { fields: retyped, description: `the type of ${retyped.join(', ')} differs` }
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
