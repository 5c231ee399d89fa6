import { array, integer, stringEnum, number, object, optional, type Schema, string } from './schema.js'

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const EXAMPLE_ID = '00000000-0000-7000-8000-000000000123'

/** A UUID in lower case, as every id of the system is. */
export function id(description: string): Schema<string> {
  return string({ format: 'uuid', pattern: UUID_PATTERN, description, examples: [EXAMPLE_ID] })
}

/** An instant, ISO 8601 in UTC or with an offset. */
export function instant(description: string): Schema<string> {
  return string({ format: 'date-time', maxLength: 40, description, examples: ['2024-10-05T18:00:00Z'] })
}

/** A calendar date, `YYYY-MM-DD`. */
export function calendarDate(description: string): Schema<string> {
  return string({ format: 'date', description, examples: ['2024-10-05'] })
}

/** A calendar month, `YYYY-MM`. */
export function month(description: string): Schema<string> {
  return string({ pattern: '^[0-9]{4}-(0[1-9]|1[0-2])$', description, examples: ['2024-10'] })
}

/** Money: a decimal string with at most two decimals, never a number, so that no float ever touches it. */
export function amount(description: string): Schema<string> {
  return string({ pattern: '^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$', description, examples: ['156.78'] })
}

/** An ISO 4217 code. */
export function currency(): Schema<string> {
  return string({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code.', examples: ['USD'] })
}

/** Text that may stand in a store: no NUL, which PostgreSQL cannot hold, and no lone surrogates. */
export function boundedString(
  maxLength: number,
  description: string,
  example: string,
  minLength = 0,
): Schema<string> {
  return string({ minLength, maxLength, format: 'storable-text', description, examples: [example] })
}

export interface GeoPoint {
  readonly type: 'Point'
  readonly coordinates: readonly number[]
}

/** GeoJSON; longitude first. */
export function geoPoint(): Schema<GeoPoint> {
  return object(
    {
      type: stringEnum(['Point']),
      coordinates: array(number({ minimum: -180, maximum: 180 }), {
        minItems: 2,
        maxItems: 2,
        description: 'Longitude, then latitude, in degrees.',
      }),
    },
    { description: 'A GeoJSON point.', examples: [{ type: 'Point', coordinates: [-122.3328, 47.6061] }] },
  )
}

export interface Page<T> {
  readonly items: readonly T[]
  readonly next_cursor?: string
}

/** What every list answers. */
export function page<T>(item: Schema<T>): Schema<Page<T>> {
  return object({
    items: array(item),
    next_cursor: optional(
      string({ description: 'Give it as `cursor` for the next page; missing on the last.' }),
    ),
  })
}

/** The query parameters of every list. */
export const PAGING_PARAMETERS: {
  readonly limit: ReturnType<typeof optional<number>>
  readonly cursor: ReturnType<typeof optional<string>>
} = {
  limit: optional(
    integer({ minimum: 1, maximum: 200, default: 50, description: 'At most this many items.' }),
  ),
  cursor: optional(string({ maxLength: 1024, description: 'The `next_cursor` of the page before.' })),
}
