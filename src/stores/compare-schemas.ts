import type { SchemaObject } from './schema-object.js'

/** One part in which two schemas differ. */
export interface SchemaDifference {
  readonly kind: string
  readonly name: string
  /** `extra`: made without a migration on something that a migration made. Shown, but nothing waits for it. */
  readonly problem: 'missing' | 'changed' | 'extra'
  readonly was?: string
  readonly is?: string
}

/** What of the recorded schema is gone or changed, and what was added to its parts. */
export function compareSchemas(
  recorded: readonly SchemaObject[],
  live: readonly SchemaObject[],
): readonly SchemaDifference[] {
  const key = ({ kind, name }: SchemaObject): string => `${kind} ${name}`
  const now = new Map(live.map((object) => [key(object), object]))
  const then = new Set(recorded.map(key))
  const parents = new Set(recorded.map(({ name }) => name))
  const gone = new Set(recorded.filter((object) => !now.has(key(object))).map(({ name }) => name))
  const lost = recorded.flatMap((object): readonly SchemaDifference[] => {
    const { kind, name, parent, definition: was } = object
    const found = now.get(key(object))
    if (found?.definition === was) return []
    if (found) return [{ kind, name, problem: 'changed', was, is: found.definition }]
    // With a table go its columns and indexes; to name the table is enough.
    return parent !== undefined && gone.has(parent) ? [] : [{ kind, name, problem: 'missing', was }]
  })
  const extra = live
    .filter((object) => !then.has(key(object)) && object.parent !== undefined && parents.has(object.parent))
    .map(({ kind, name, definition: is }) => ({ kind, name, problem: 'extra' as const, is }))
  return [...lost, ...extra]
}
