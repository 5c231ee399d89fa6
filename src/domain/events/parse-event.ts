import { isRecord } from '../../core/is-record.js'
import type { EventEnvelope } from '../event-envelope.js'
import { EVENT_DEFINITIONS, type TypedEvent, type EventType } from './registry.js'

/**
 * Parses an event from the event log, which may have been written by another version. Throws if its type is not one of
 * `types`, or if its data does not match the schema: the event can then never be handled.
 */
export function parseEvent<Type extends EventType>(
  event: EventEnvelope,
  types: readonly Type[],
): TypedEvent<Type> {
  const definition = EVENT_DEFINITIONS.find(({ type }) => type === event.type)
  if (definition === undefined || !types.some((type) => type === event.type))
    throw new TypeError(`Event ${event.id} has the unexpected type ${event.type}.`)
  const problem = findMismatch(definition.data as PlainSchema, event.data, 'data')
  if (problem !== undefined) throw new TypeError(`Event ${event.id} (${event.type}): ${problem}.`)
  return event as TypedEvent<Type>
}

/** The keywords of JSON Schema that the schemas of events use. Other properties of an object are allowed. */
interface PlainSchema {
  readonly type?: string | readonly string[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, PlainSchema>>
  readonly items?: PlainSchema
}

/** Describes the first value that does not match. A validator of JSON Schema would slow down the start. */
function findMismatch(schema: PlainSchema, value: unknown, path: string): string | undefined {
  const expected = [schema.type ?? []].flat()
  if (!expected.includes(getType(value))) return `${path} is not of the type ${expected.join(' or ')}`
  if (Array.isArray(value)) {
    const { items = {} } = schema
    return findFirst(value, (item, n) => findMismatch(items, item, `${path}[${n}]`))
  }
  if (!isRecord(value)) return undefined
  const missing = schema.required?.find((name) => value[name] === undefined)
  if (missing !== undefined) return `${path}.${missing} is missing`
  return findFirst(Object.entries(schema.properties ?? {}), ([name, property]) =>
    value[name] === undefined ? undefined : findMismatch(property, value[name], `${path}.${name}`),
  )
}

function findFirst<T>(
  items: readonly T[],
  find: (item: T, index: number) => string | undefined,
): string | undefined {
  for (const [index, item] of items.entries()) {
    const found = find(item, index)
    if (found !== undefined) return found
  }
  return undefined
}

/** The JSON Schema type of a JSON value. */
function getType(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'array'
  return Number.isInteger(value) ? 'integer' : typeof value
}
