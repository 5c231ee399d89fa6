import type { MigrationStep } from '../migration-store.js'
import { DOCDB_NEW_IN_8, DOCDB_OPERATORS } from './docdb-operators.js'
import type { MongoAction } from './mongo-action.js'

/** Engine versions of Amazon DocumentDB that can be asked about. */
export const DOCDB_VERSIONS = ['5.0', '8.0'] as const
export type DocdbVersion = (typeof DOCDB_VERSIONS)[number]

const INDEX_OPTIONS = ['hidden', 'wildcardProjection', 'weights', 'storageEngine'] as const
const COLLECTION_OPTIONS = ['capped', 'timeseries', 'clusteredIndex'] as const

/** What of a migration's step Amazon DocumentDB would refuse. */
export function lintDocdb(
  { action }: MigrationStep<MongoAction>,
  version: DocdbVersion = '5.0',
): readonly string[] {
  if ('run' in action) return []
  const complaints = missingOperators(action, version)
  if ('createIndexes' in action) {
    for (const index of action.createIndexes.indexes)
      complaints.push(...missingIndexFeatures({ ...index }, version))
  }
  if ('command' in action && action.command['create'] !== undefined) {
    complaints.push(...missingCollectionOptions(action.command, version))
  }
  return toComplaints(complaints, version)
}

/** What of a find, an aggregation or a pipeline Amazon DocumentDB would refuse. */
export function lintDocdbRequest(request: object, version: DocdbVersion): readonly string[] {
  return toComplaints(missingOperators(request, version), version)
}

/** What of an index, as `listIndexes` tells it, Amazon DocumentDB would refuse. */
export function lintDocdbIndex(index: object, version: DocdbVersion): readonly string[] {
  return toComplaints(missingIndexFeatures(index as PlainObject, version), version)
}

/** What of a collection's options, as `listCollections` tells them, Amazon DocumentDB would refuse. */
export function lintDocdbCollection(options: object, version: DocdbVersion): readonly string[] {
  return toComplaints(missingCollectionOptions(options as PlainObject, version), version)
}

type PlainObject = Readonly<Record<string, unknown>>

function toComplaints(complaints: readonly string[], version: DocdbVersion): readonly string[] {
  return [...new Set(complaints)].map((what) => `DocumentDB ${version} has no ${what}`)
}

function missingIndexFeatures(index: PlainObject, version: DocdbVersion): string[] {
  const complaints: string[] = []
  const name = String(index['name'])
  const kinds = new Set<unknown>(['hashed', '2d', 'geoHaystack', ...(version === '5.0' ? ['text'] : [])])
  for (const [field, kind] of Object.entries({ ...(index['key'] as object) })) {
    if (kinds.has(kind)) complaints.push(`${String(kind)} indexes (${name})`)
    if (field.includes('$**')) complaints.push(`wildcard indexes (${name})`)
  }
  for (const option of INDEX_OPTIONS) {
    if (index[option] !== undefined) complaints.push(`the index option ${option} (${name})`)
  }
  // An engine may name the comparison by bytes, which is what there is without any collation.
  const { locale = 'simple' } = (index['collation'] ?? {}) as { readonly locale?: string }
  if (version === '5.0' && locale !== 'simple') complaints.push(`collations (${name})`)
  return complaints
}

function missingCollectionOptions(options: PlainObject, version: DocdbVersion): string[] {
  return [...COLLECTION_OPTIONS, ...(version === '5.0' ? ['viewOn'] : [])].flatMap((option) =>
    options[option] === undefined ? [] : [`the collection option ${option}`],
  )
}

function missingOperators(value: unknown, version: DocdbVersion): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => [...missingStage(each, version), ...missingOperators(each, version)])
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.startsWith('$') && !isSupported(key, version) ? [key] : []),
    ...(key === '$lookup' ? missingLookupForms(inner) : []),
    ...missingOperators(inner, version),
  ])
}

/** `$set` and `$unset` are old as updates and new in 8.0 as stages, which stand alone in a list. */
function missingStage(stage: unknown, version: DocdbVersion): string[] {
  if (version !== '5.0' || typeof stage !== 'object' || stage === null) return []
  const [name, ...others] = Object.keys(stage)
  return others.length === 0 && (name === '$set' || name === '$unset') ? [`the stage ${name}`] : []
}

function isSupported(operator: string, version: DocdbVersion): boolean {
  if (operator.startsWith('$$') || operator === '$oid' || operator === '$numberDecimal') return true
  return DOCDB_OPERATORS.has(operator) || (version === '8.0' && DOCDB_NEW_IN_8.has(operator))
}

function missingLookupForms(value: unknown): string[] {
  return typeof value === 'object' && value !== null && ('pipeline' in value || 'let' in value)
    ? ['$lookup with a pipeline']
    : []
}
