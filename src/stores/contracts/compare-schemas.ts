import type { SchemaObject } from './schema-object.js'

/** A schema object that differs between two schemas. */
export interface SchemaDifference {
  readonly kind: string
  readonly name: string
  /** `extra`: added without a migration to an object that a migration created. Reported, but blocks no migration. */
  readonly problem: 'missing' | 'changed' | 'extra'
  readonly was?: string
  readonly is?: string
}

/** Lists the objects of the recorded schema that are missing or changed, and the objects added to them. */
export function compareSchemas(
  recorded: readonly SchemaObject[],
  live: readonly SchemaObject[],
): readonly SchemaDifference[] {
  const liveByKey = new Map(live.map((object) => [toKey(object), object]))
  const recordedKeys = new Set(recorded.map(toKey))
  const recordedNames = new Set(recorded.map(({ name }) => name))
  const missingNames = new Set(
    recorded.filter((object) => !liveByKey.has(toKey(object))).map(({ name }) => name),
  )
  const missingOrChanged = recorded.flatMap((object): readonly SchemaDifference[] => {
    const { kind, name, parent, definition: was } = object
    const found = liveByKey.get(toKey(object))
    if (found !== undefined && toComparable(found.definition) === toComparable(was)) return []
    if (found) return [{ kind, name, problem: 'changed', was, is: found.definition }]
    // For a missing table, its columns and indexes are not listed separately.
    return parent !== undefined && missingNames.has(parent) ? [] : [{ kind, name, problem: 'missing', was }]
  })
  const extra = live
    .filter(
      (object) =>
        !recordedKeys.has(toKey(object)) && object.parent !== undefined && recordedNames.has(object.parent),
    )
    .map(({ kind, name, definition: is }) => ({ kind, name, problem: 'extra' as const, is }))
  return [...missingOrChanged, ...extra]
}

/** The tables, collections and other objects of the live schema that no migration has created, or that have such a part. */
export function listUnrecorded(
  recorded: readonly SchemaObject[],
  live: readonly SchemaObject[],
): readonly string[] {
  const known = new Set(recorded.map(toKey))
  const found = live.filter((object) => !known.has(toKey(object))).map(({ name, parent = name }) => parent)
  return [...new Set(found)]
}

function toKey({ kind, name }: SchemaObject): string {
  return `${kind} ${name}`
}

const LITERAL = String.raw`'(?:[^']|'')*'::[a-z ]+`
const CAST_OF_ARRAY = new RegExp(
  String.raw`\(\(ARRAY\[(${LITERAL}(?:, ${LITERAL})*)\]\)::([a-z ]+)\[\]\)`,
  'g',
)

/**
 * PostgreSQL does not print a definition again as it was once it has parsed what it printed: it moves the cast of an array to the
 * elements, for example after the schema was restored from a dump or a portable snapshot.
 */
function toComparable(definition: string): string {
  return definition.replaceAll(CAST_OF_ARRAY, (_, elements: string, type: string) => {
    const literals = elements.match(new RegExp(LITERAL, 'g')) ?? []
    return `(ARRAY[${literals.map((literal) => `(${literal})::${type}`).join(', ')}])`
  })
}
