import {
  anyObject,
  array,
  integer,
  type Keywords,
  stringEnum,
  number,
  object,
  optional,
  type Schema,
  string,
} from '../../../core/schema.js'

const UUID_PATTERN = '^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$'
const MONTH_PATTERN = '^[0-9]{4}-(0[1-9]|1[0-2])$'
/** At most two decimals, in any currency. */
export const AMOUNT_PATTERN = '^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,2})?$'
const CURRENCY_PATTERN = '^[A-Z]{3}$'

/** What a value that does not match must be. */
export const PATTERN_DESCRIPTIONS: ReadonlyMap<string, string> = new Map([
  [UUID_PATTERN, 'must be a UUID in lower case'],
  [MONTH_PATTERN, 'must be a month, YYYY-MM'],
  [AMOUNT_PATTERN, 'must be a decimal string with at most two decimals, such as "156.78"'],
  [CURRENCY_PATTERN, 'must be an ISO 4217 code, such as "USD"'],
])

/** What a value that matches is, for a message to a person who enters it. */
export const PATTERN_NAMES: ReadonlyMap<string, string> = new Map([
  [UUID_PATTERN, 'an ID'],
  [MONTH_PATTERN, 'a month'],
  [AMOUNT_PATTERN, 'an amount'],
  [CURRENCY_PATTERN, 'the code of a currency'],
])

/** The IDs in the examples of the API documentation. */
export const EXAMPLE_IDS = {
  user: '01925c8e-7d00-7000-8000-000000000001',
  member: '01925c8e-7d00-7000-8000-000000000002',
  family: '01925c8e-7d00-7000-8000-000000000010',
  todo: '01925c8e-7d00-7000-8000-000000000020',
  expense: '01925c8e-7d00-7000-8000-000000000030',
  budget: '01925c8e-7d00-7000-8000-000000000040',
  invitation: '01925c8e-7d00-7000-8000-000000000060',
  event: '01925c8e-7d00-7000-8000-000000000050',
} as const

/** A lower-case UUID. */
export function id(description: string, example: keyof typeof EXAMPLE_IDS): Schema<string> {
  return string({ format: 'uuid', pattern: UUID_PATTERN, description, examples: [EXAMPLE_IDS[example]] })
}

/** A timestamp, ISO 8601 in UTC or with an offset. */
export function instant(description: string): Schema<string> {
  return string({ format: 'date-time', maxLength: 40, description, examples: ['2024-10-05T18:00:00Z'] })
}

/** A calendar date, `YYYY-MM-DD`. */
export function calendarDate(description: string): Schema<string> {
  return string({ format: 'date', description, examples: ['2024-10-05'] })
}

/** A calendar month, `YYYY-MM`. */
export function month(description: string): Schema<string> {
  return string({ pattern: MONTH_PATTERN, description, examples: ['2024-10'] })
}

/** An amount of money: a decimal string with at most two decimals, never a number, to avoid floating-point errors. */
export function amount(description: string, example = '156.78'): Schema<string> {
  return string({ pattern: AMOUNT_PATTERN, description, examples: [example] })
}

/** An ISO 4217 code. */
export function currency(): Schema<string> {
  return string({ pattern: CURRENCY_PATTERN, description: 'ISO 4217 currency code.', examples: ['USD'] })
}

/** An object with arbitrary properties, within the limits that every store supports (`storable-json.ts`). */
export function freeFormObject(keywords: Keywords = {}): Schema<Readonly<Record<string, unknown>>> {
  return anyObject({ 'x-storable': true, ...keywords })
}

/** A string that every store supports: without NUL, which PostgreSQL cannot store, and without lone surrogates. */
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

export const geoPoint: Schema<GeoPoint> = object(
  {
    type: stringEnum(['Point']),
    coordinates: array(number({ minimum: -180, maximum: 180 }), {
      prefixItems: [
        { minimum: -180, maximum: 180 },
        { minimum: -90, maximum: 90 },
      ],
      minItems: 2,
      maxItems: 2,
      description: 'Longitude, then latitude, in degrees.',
    }),
  },
  {
    title: 'GeoPoint',
    description: 'A GeoJSON point.',
    examples: [{ type: 'Point', coordinates: [-122.3328, 47.6061] }],
  },
)

export interface Page<T> {
  readonly items: readonly T[]
  readonly next_cursor?: string
}

/** A page of a list. `title` is the name of the component. */
export function page<T>(title: string, item: Schema<T>): Schema<Page<T>> {
  return object(
    {
      items: array(item),
      next_cursor: optional(
        string({
          description: 'Pass it as `cursor` to get the next page. Not set on the last page.',
          examples: ['q2uP8zYx0mB1s5nT7wRkVlsiMjAyNC0xMC0wNSJd'],
        }),
      ),
    },
    { title, description: 'One page of a list.' },
  )
}

/** The query parameters of every list. */
export const PAGING_PARAMETERS: {
  readonly limit: ReturnType<typeof optional<number>>
  readonly cursor: ReturnType<typeof optional<string>>
} = {
  limit: optional(
    integer({ minimum: 1, maximum: 200, default: 50, description: 'Maximum number of items in the page.' }),
  ),
  cursor: optional(string({ maxLength: 1024, description: 'The `next_cursor` of the previous page.' })),
}
