declare const TYPE: unique symbol

/**
 * A JSON Schema that describes a `T`: typed to the compiler, plain data at run time (docs/adr/0040-schemas.md).
 *
 * A schema with a `title` becomes a named component of the OpenAPI document. At run time schemas are inlined, so that
 * validators and serializers compile without resolving references.
 */
export interface Schema<T> {
  /** Exists for the compiler only: the type that the schema describes. */
  readonly [TYPE]: T
}

/** An optional property. */
export interface Optional<T> {
  readonly optional: Schema<T>
}

type Property = Schema<unknown> | Optional<unknown>
type Properties = Readonly<Record<string, Property>>
type PropertyType<P> = P extends Optional<infer T> ? T : P extends Schema<infer T> ? T : never
type OptionalKeys<P extends Properties> = {
  [K in keyof P]: P[K] extends Optional<unknown> ? K : never
}[keyof P]
export type ObjectType<P extends Properties> = {
  readonly [K in Exclude<keyof P, OptionalKeys<P>>]: PropertyType<P[K]>
} & { readonly [K in OptionalKeys<P>]?: PropertyType<P[K]> }

/** The type that a schema describes. */
export type SchemaType<S extends Schema<unknown>> = S extends Schema<infer T> ? T : never

/** Any other JSON Schema keyword: title, description, examples, default, … */
export type Keywords = Readonly<Record<string, unknown>>

/** The only place that asserts that a plain object is the schema of a type. */
function toSchema<T>(keywords: Keywords): Schema<T> {
  return keywords as unknown as Schema<T>
}

export function string(keywords: Keywords = {}): Schema<string> {
  return toSchema({ type: 'string', ...keywords })
}

export function integer(keywords: Keywords = {}): Schema<number> {
  return toSchema({ type: 'integer', ...keywords })
}

export function number(keywords: Keywords = {}): Schema<number> {
  return toSchema({ type: 'number', ...keywords })
}

export function boolean(keywords: Keywords = {}): Schema<boolean> {
  return toSchema({ type: 'boolean', ...keywords })
}

export function stringEnum<const T extends string>(values: readonly T[], keywords: Keywords = {}): Schema<T> {
  return toSchema({ type: 'string', enum: values, ...keywords })
}

export function array<T>(items: Schema<T>, keywords: Keywords = {}): Schema<readonly T[]> {
  return toSchema({ type: 'array', items, ...keywords })
}

/** An array with exactly one item of each schema, in this order. */
export function tuple<A, B>(
  items: readonly [Schema<A>, Schema<B>],
  keywords: Keywords = {},
): Schema<readonly [A, B]> {
  return toSchema({ type: 'array', items, minItems: items.length, maxItems: items.length, ...keywords })
}

/** An object with exactly these properties. Unknown ones are rejected in requests and omitted from responses. */
export function object<P extends Properties>(properties: P, keywords: Keywords = {}): Schema<ObjectType<P>> {
  const entries = Object.entries(properties)
  const required = entries.filter(([, property]) => !isOptionalProperty(property)).map(([name]) => name)
  return toSchema({
    type: 'object',
    ...(required.length > 0 ? { required } : {}),
    properties: Object.fromEntries(
      entries.map(([name, property]) => [name, isOptionalProperty(property) ? property.optional : property]),
    ),
    additionalProperties: false,
    ...keywords,
  })
}

/** An object with arbitrary properties. */
export function anyObject(keywords: Keywords = {}): Schema<Readonly<Record<string, unknown>>> {
  return toSchema({ type: 'object', additionalProperties: true, ...keywords })
}

/** Also allows `null`, which clears the field in a PATCH request. */
export function nullable<T>(inner: Schema<T>): Schema<T | null> {
  // Not anyOf: the serializer would run a validator for each alternative, for every value.
  const { type, enum: values, ...keywords }: Keywords = { ...inner }
  return toSchema({
    type: [type, 'null'],
    ...(Array.isArray(values) ? { enum: [...values, null] } : {}),
    ...keywords,
  })
}

/** The same schema with these keywords added or replaced. */
export function withKeywords<T>(schema: Schema<T>, keywords: Keywords): Schema<T> {
  return { ...schema, ...keywords }
}

export function optional<T>(inner: Schema<T>): Optional<T> {
  return { optional: inner }
}

function isOptionalProperty(property: Property): property is Optional<unknown> {
  return 'optional' in property
}
