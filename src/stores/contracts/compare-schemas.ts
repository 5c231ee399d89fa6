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
  const key = ({ kind, name }: SchemaObject): string => `${kind} ${name}`
  const liveByKey = new Map(live.map((object) => [key(object), object]))
  const recordedKeys = new Set(recorded.map(key))
  const recordedNames = new Set(recorded.map(({ name }) => name))
  const missingNames = new Set(
    recorded.filter((object) => !liveByKey.has(key(object))).map(({ name }) => name),
  )
  const missingOrChanged = recorded.flatMap((object): readonly SchemaDifference[] => {
    const { kind, name, parent, definition: was } = object
    const found = liveByKey.get(key(object))
    if (found?.definition === was) return []
    if (found) return [{ kind, name, problem: 'changed', was, is: found.definition }]
    // For a missing table, its columns and indexes are not listed separately.
    return parent !== undefined && missingNames.has(parent) ? [] : [{ kind, name, problem: 'missing', was }]
  })
  const extra = live
    .filter(
      (object) =>
        !recordedKeys.has(key(object)) && object.parent !== undefined && recordedNames.has(object.parent),
    )
    .map(({ kind, name, definition: is }) => ({ kind, name, problem: 'extra' as const, is }))
  return [...missingOrChanged, ...extra]
}
