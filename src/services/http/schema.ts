import type { TUnsafe } from 'typebox'

/**
 * A JSON Schema that describes a `T`: a TypeBox schema to the compiler, plain data at run time. TypeBox's own builders
 * are not loaded: they cost 0.3 s at every start (docs/adr/0040-schemas.md).
 */
export type Schema<T> = TUnsafe<T>

/** A property that may be missing. */
export interface Optional<T> {
  readonly optional: Schema<T>
}

type Property = Schema<unknown> | Optional<unknown>
type Properties = Readonly<Record<string, Property>>
type TypeOf<P> = P extends Optional<infer T> ? T : P extends Schema<infer T> ? T : never
type OptionalKeys<P extends Properties> = {
  [K in keyof P]: P[K] extends Optional<unknown> ? K : never
}[keyof P]
export type ObjectOf<P extends Properties> = {
  readonly [K in Exclude<keyof P, OptionalKeys<P>>]: TypeOf<P[K]>
} & { readonly [K in OptionalKeys<P>]?: TypeOf<P[K]> }

/** Any other keyword of JSON Schema: description, examples, default, … */
export type Keywords = Readonly<Record<string, unknown>>

/** The one place where a plain object is declared to be the schema of a type. */
function schema<T>(keywords: Keywords): Schema<T> {
  return keywords as unknown as Schema<T>
}

export function string(keywords: Keywords = {}): Schema<string> {
  return schema({ type: 'string', ...keywords })
}

export function integer(keywords: Keywords = {}): Schema<number> {
  return schema({ type: 'integer', ...keywords })
}

export function number(keywords: Keywords = {}): Schema<number> {
  return schema({ type: 'number', ...keywords })
}

export function boolean(keywords: Keywords = {}): Schema<boolean> {
  return schema({ type: 'boolean', ...keywords })
}

export function literals<const T extends string>(values: readonly T[], keywords: Keywords = {}): Schema<T> {
  return schema({ type: 'string', enum: values, ...keywords })
}

export function array<T>(items: Schema<T>, keywords: Keywords = {}): Schema<readonly T[]> {
  return schema({ type: 'array', items, ...keywords })
}

/** Exactly these properties: an unknown one is refused on the way in and left out on the way out. */
export function object<P extends Properties>(properties: P, keywords: Keywords = {}): Schema<ObjectOf<P>> {
  const entries = Object.entries(properties)
  const required = entries.filter(([, property]) => !isOptional(property)).map(([name]) => name)
  return schema({
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      entries.map(([name, property]) => [name, isOptional(property) ? property.optional : property]),
    ),
    additionalProperties: false,
    ...keywords,
  })
}

/** An object of the caller's own shape; kept as it is, within what every store can hold (`storable-json.ts`). */
export function freeObject(keywords: Keywords = {}): Schema<Readonly<Record<string, unknown>>> {
  return schema({ type: 'object', additionalProperties: true, 'x-storable': true, ...keywords })
}

/** `null` as well; in a PATCH it takes a value away. */
export function nullable<T>(inner: Schema<T>): Schema<T | null> {
  // Not anyOf: the serialiser would try each alternative with a validator, for every value.
  const { type, enum: values, ...keywords }: Keywords = { ...inner }
  return schema({
    type: [type, 'null'],
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
    ...keywords,
  })
}

export function optional<T>(inner: Schema<T>): Optional<T> {
  return { optional: inner }
}

function isOptional(property: Property): property is Optional<unknown> {
  return 'optional' in property
}
