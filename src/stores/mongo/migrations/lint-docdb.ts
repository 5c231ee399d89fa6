import type { MigrationStep } from '../../contracts/migration-store.js'
import { DOCDB_NEW_IN_8, DOCDB_OPERATORS } from './docdb-operators.js'
import type { MongoAction } from './mongo-action.js'

/** Engine versions of Amazon DocumentDB that the lint supports. */
export const DOCDB_VERSIONS = ['5.0', '8.0'] as const
export type DocdbVersion = (typeof DOCDB_VERSIONS)[number]

const INDEX_OPTIONS = ['hidden', 'wildcardProjection', 'weights', 'storageEngine'] as const
const COLLECTION_OPTIONS = ['capped', 'timeseries', 'clusteredIndex'] as const

/** Lists the features in a migration step that Amazon DocumentDB does not support. */
export function lintDocdb(
  { action }: MigrationStep<MongoAction>,
  version: DocdbVersion = '5.0',
): readonly string[] {
  if ('run' in action) return []
  const unsupported = findUnsupportedOperators(action, version)
  if ('createIndexes' in action) {
    for (const index of action.createIndexes.indexes)
      unsupported.push(...findUnsupportedIndexFeatures({ ...index }, version))
  }
  if ('command' in action && action.command['create'] !== undefined) {
    unsupported.push(...findUnsupportedCollectionOptions(action.command, version))
  }
  return toMessages(unsupported, version)
}

/** Lists the features in a find, an aggregation or a pipeline that Amazon DocumentDB does not support. */
export function lintDocdbRequest(request: object, version: DocdbVersion): readonly string[] {
  return toMessages(findUnsupportedOperators(request, version), version)
}

/** Lists the features of an index, as `listIndexes` returns it, that Amazon DocumentDB does not support. */
export function lintDocdbIndex(index: object, version: DocdbVersion): readonly string[] {
  return toMessages(findUnsupportedIndexFeatures(index as PlainObject, version), version)
}

/** Lists the options of a collection, as `listCollections` returns them, that Amazon DocumentDB does not support. */
export function lintDocdbCollection(options: object, version: DocdbVersion): readonly string[] {
  return toMessages(findUnsupportedCollectionOptions(options as PlainObject, version), version)
}

type PlainObject = Readonly<Record<string, unknown>>

function toMessages(unsupported: readonly string[], version: DocdbVersion): readonly string[] {
  return [...new Set(unsupported)].map((feature) => `DocumentDB ${version} does not support ${feature}`)
}

function findUnsupportedIndexFeatures(index: PlainObject, version: DocdbVersion): string[] {
  const unsupported: string[] = []
  const name = String(index['name'])
  const types = new Set<unknown>(['hashed', '2d', 'geoHaystack', ...(version === '5.0' ? ['text'] : [])])
  for (const [field, type] of Object.entries({ ...(index['key'] as object) })) {
    if (types.has(type)) unsupported.push(`${String(type)} indexes (${name})`)
    if (field.includes('$**')) unsupported.push(`wildcard indexes (${name})`)
  }
  for (const option of INDEX_OPTIONS) {
    if (index[option] !== undefined) unsupported.push(`the index option ${option} (${name})`)
  }
  // "simple" is binary comparison, the default without a collation.
  const { locale = 'simple' } = (index['collation'] ?? {}) as { readonly locale?: string }
  if (version === '5.0' && locale !== 'simple') unsupported.push(`collations (${name})`)
  return unsupported
}

function findUnsupportedCollectionOptions(options: PlainObject, version: DocdbVersion): string[] {
  return [...COLLECTION_OPTIONS, ...(version === '5.0' ? ['viewOn'] : [])].flatMap((option) =>
    options[option] === undefined ? [] : [`the collection option ${option}`],
  )
}

function findUnsupportedOperators(value: unknown, version: DocdbVersion): string[] {
  if (Array.isArray(value)) {
    return value.flatMap((each) => [
      ...findUnsupportedStage(each, version),
      ...findUnsupportedOperators(each, version),
    ])
  }
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(key.startsWith('$') && !isSupported(key, version) ? [key] : []),
    ...(key === '$lookup' ? findUnsupportedLookup(inner) : []),
    ...findUnsupportedOperators(inner, version),
  ])
}

/** `$set` and `$unset` are supported as update operators, but as pipeline stages only since 8.0. */
function findUnsupportedStage(stage: unknown, version: DocdbVersion): string[] {
  if (version !== '5.0' || typeof stage !== 'object' || stage === null) return []
  const [name, ...others] = Object.keys(stage)
  return others.length === 0 && (name === '$set' || name === '$unset') ? [`the stage ${name}`] : []
}

function isSupported(operator: string, version: DocdbVersion): boolean {
  if (operator.startsWith('$$') || operator === '$oid' || operator === '$numberDecimal') return true
  return DOCDB_OPERATORS.has(operator) || (version === '8.0' && DOCDB_NEW_IN_8.has(operator))
}

function findUnsupportedLookup(value: unknown): string[] {
  return typeof value === 'object' && value !== null && ('pipeline' in value || 'let' in value)
    ? ['$lookup with a pipeline']
    : []
}
