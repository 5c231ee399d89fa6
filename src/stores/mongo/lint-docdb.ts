import type { MigrationStep } from '../migration-store.js'
import type { MongoAction } from './mongo-action.js'

/** What Amazon DocumentDB 5.0 does not have (its developer guide, "Supported MongoDB APIs, operations, and data types"). */
const OPERATORS: ReadonlySet<string> = new Set([
  '$facet',
  '$setWindowFields',
  '$unionWith',
  '$merge',
  '$graphLookup',
  '$bucketAuto',
  '$documents',
  '$densify',
  '$fill',
  '$dateTrunc',
  '$round',
  '$trunc',
  '$function',
  '$accumulator',
  '$where',
  '$text',
  '$meta',
  '$rand',
  '$sortArray',
  '$jsonSchemaVersion',
])
const INDEX_KINDS: ReadonlySet<unknown> = new Set(['text', 'hashed', '2d', 'geoHaystack'])
const INDEX_OPTIONS = ['collation', 'hidden', 'wildcardProjection', 'textIndexVersion', 'weights'] as const
const COLLECTION_OPTIONS = ['collation', 'capped', 'timeseries', 'clusteredIndex', 'viewOn'] as const

/** What of a step Amazon DocumentDB would refuse. */
export function lintDocdb({ action }: MigrationStep<MongoAction>): readonly string[] {
  if ('run' in action) return []
  const complaints = operators(action)
  if ('createIndexes' in action) {
    for (const index of action.createIndexes.indexes) {
      const key: Readonly<Record<string, unknown>> = { ...(index.key as object) }
      for (const [field, kind] of Object.entries(key)) {
        if (INDEX_KINDS.has(kind)) complaints.push(`${String(kind)} indexes (${index.name})`)
        if (field.includes('$**')) complaints.push(`wildcard indexes (${index.name})`)
      }
      const options: Readonly<Record<string, unknown>> = { ...index }
      for (const option of INDEX_OPTIONS) {
        if (options[option] !== undefined) complaints.push(`the index option ${option} (${index.name})`)
      }
    }
  }
  if ('command' in action) {
    for (const option of COLLECTION_OPTIONS) {
      if (action.command['create'] !== undefined && action.command[option] !== undefined) {
        complaints.push(`the collection option ${option}`)
      }
    }
  }
  return [...new Set(complaints)].map((what) => `DocumentDB 5.0 has no ${what}`)
}

function operators(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(operators)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inner]) => [
    ...(OPERATORS.has(key) ? [key] : []),
    ...(key === '$lookup' ? lookup(inner) : []),
    ...operators(inner),
  ])
}

function lookup(value: unknown): string[] {
  return typeof value === 'object' && value !== null && ('pipeline' in value || 'let' in value)
    ? ['$lookup with a pipeline']
    : []
}
