import fc from 'fast-check'

/** Malicious or wrong values to send where a string is expected. */
export const HOSTILE_VALUES: readonly unknown[] = [
  "' OR 1=1; DROP TABLE users; --",
  "'; SELECT pg_sleep(5); --",
  '"; db.dropDatabase(); "',
  '{"$gt":""}',
  '$where',
  "' || '1'=='1",
  "USER#x' AND attribute_exists(PK)",
  '../../../etc/passwd',
  '..%2f..%2fetc%2fpasswd',
  '%00',
  '\u0000',
  '\ud800',
  '\u202E\u2066',
  'x\r\nSet-Cookie: a=b',
  '__proto__',
  'constructor',
  '${jndi:ldap://127.0.0.1/a}',
  '<script>alert(1)</script>',
  'a'.repeat(5000),
  '',
  -1,
  0,
  1e308,
  -0,
  2 ** 53 + 2,
  true,
  null,
  [],
  {},
  { $gt: '' },
  { $ne: null },
  { $where: 'sleep(1000)' },
  { $set: { version: 1 } },
  { 'a.b': 1 },
  { length: 1e9 },
  [[[[[[[[[[[[[[1]]]]]]]]]]]]]],
  JSON.parse('{"__proto__":{"isAdmin":true}}'),
  { constructor: { prototype: { isAdmin: true } } },
]

interface JsonSchema {
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly anyOf?: readonly JsonSchema[]
  readonly format?: string
  readonly pattern?: string
  readonly minLength?: number
  readonly maxLength?: number
  readonly minimum?: number
  readonly maximum?: number
  readonly multipleOf?: number
  readonly items?: JsonSchema
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
}

const STRING_ARBITRARY = fc.oneof(
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
)

/** Mostly values that the schema allows. `ids` returns existing ids. */
export function createSchemaArbitrary(
  schema: JsonSchema,
  ids: () => readonly string[],
): fc.Arbitrary<unknown> {
  return fc.oneof(
    { weight: 12, arbitrary: createValidArbitrary(schema, ids) },
    { weight: 1, arbitrary: fc.constantFrom(...HOSTILE_VALUES) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
  )
}

function createValidArbitrary(schema: JsonSchema, ids: () => readonly string[]): fc.Arbitrary<unknown> {
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum)
  if (schema.anyOf !== undefined) {
    return fc.oneof(...schema.anyOf.map((alternative) => createValidArbitrary(alternative, ids)))
  }
  const types = Array.isArray(schema.type) ? (schema.type as readonly string[]) : [schema.type]
  return fc.oneof(...types.map((type) => createTypeArbitrary(String(type), schema, ids)))
}

function createTypeArbitrary(
  type: string,
  schema: JsonSchema,
  ids: () => readonly string[],
): fc.Arbitrary<unknown> {
  switch (type) {
    case 'string':
      return createStringArbitrary(schema, ids)
    case 'integer':
      return fc.integer({ min: schema.minimum ?? -5, max: schema.maximum ?? 1000 })
    case 'number':
      return fc.oneof(
        fc.double({ min: schema.minimum ?? -1e6, max: schema.maximum ?? 1e6, noNaN: true }),
        fc.integer({ min: Math.ceil(schema.minimum ?? -100), max: Math.floor(schema.maximum ?? 100) }),
      )
    case 'boolean':
      return fc.boolean()
    case 'null':
      return fc.constant(null)
    case 'array':
      return fc.array(
        schema.items === undefined ? fc.jsonValue() : createSchemaArbitrary(schema.items, ids),
        {
          minLength: schema.minItems ?? 0,
          maxLength: Math.min(4, schema.maxItems ?? 4),
        },
      )
    default:
      return schema.properties === undefined
        ? fc.dictionary(fc.string({ maxLength: 12 }), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 4 })
        : createObjectArbitrary(schema, ids)
  }
}

function createObjectArbitrary(schema: JsonSchema, ids: () => readonly string[]): fc.Arbitrary<unknown> {
  const model = Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, property]) => [
      name,
      createSchemaArbitrary(property, ids),
    ]),
  )
  const valid = fc.record(model, { requiredKeys: [...(schema.required ?? [])] })
  return fc.oneof(
    { weight: 9, arbitrary: valid },
    { weight: 1, arbitrary: valid.map((value) => ({ ...value, unknown_field: 1 })) },
    { weight: 1, arbitrary: fc.record(model, { requiredKeys: [] }) },
  )
}

function createStringArbitrary(schema: JsonSchema, ids: () => readonly string[]): fc.Arbitrary<string> {
  if (schema.format === 'uuid') {
    const known = fc.nat().map((n) => ids()[n % Math.max(1, ids().length)] ?? '')
    return fc.oneof({ weight: 4, arbitrary: known }, { weight: 1, arbitrary: fc.uuid() })
  }
  const dates = fc
    .date({ min: new Date('1970-01-01'), max: new Date('2100-01-01'), noInvalidDate: true })
    .map((date) => date.toISOString())
  if (schema.format === 'date') return dates.map((text) => text.slice(0, 10))
  if (schema.format === 'date-time') return dates
  if (schema.format === 'email') return fc.emailAddress()
  if (schema.pattern?.startsWith('^[a-z][a-z0-9_]')) {
    return fc.oneof(
      fc.constantFrom('groceries', 'travel', 'utilities'),
      fc.stringMatching(/^[a-z][a-z0-9_]{0,20}$/),
    )
  }
  if (schema.pattern !== undefined) return fc.stringMatching(new RegExp(schema.pattern))
  return STRING_ARBITRARY.map((text) =>
    text.padEnd(schema.minLength ?? 0, 'x').slice(0, schema.maxLength ?? 200),
  )
}
