import type { ActionField, ActionFields } from './action-fields.js'

type JsonSchema = Readonly<Record<string, unknown>>

const TEXT = { type: 'string', minLength: 1 } as const

/** Returns the JSON Schema of migration files of a store. `run` is missing: only a module can have functions. */
export function toMigrationSchema(
  id: string,
  actions: Readonly<Record<string, ActionFields>>,
  others: Readonly<Record<string, JsonSchema>>,
): JsonSchema {
  const schemas = {
    ...Object.fromEntries(Object.entries(actions).map(([name, fields]) => [name, toObject(fields)])),
    ...others,
  }
  const steps = { type: 'array', items: { $ref: '#/definitions/step' } }
  const step = {
    type: 'object',
    properties: { name: TEXT, ...schemas },
    required: ['name'],
    oneOf: Object.keys(schemas).map((name) => ({ required: [name] })),
    additionalProperties: false,
  }
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: id,
    type: 'object',
    properties: {
      $schema: { type: 'string' },
      after: {
        type: 'array',
        items: { type: 'string' },
        description: 'Migrations that must be applied before, such as postgres/identity/0001-identity.',
      },
      up: steps,
      down: steps,
      irreversible: { type: 'string', description: 'Why there is no down migration.' },
    },
    required: ['up'],
    additionalProperties: false,
    definitions: { step },
  }
}

function toObject(fields: ActionFields, open = false): JsonSchema {
  const entries = Object.entries(fields)
  const required = entries.filter(([name]) => !name.endsWith('?')).map(([name]) => name)
  return {
    type: 'object',
    properties: Object.fromEntries(
      entries.map(([name, field]) => [name.replace('?', ''), toProperty(field)]),
    ),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: open,
  }
}

function toProperty(field: ActionField): JsonSchema {
  const description = field.description.replaceAll('`', '')
  if (field.type === 'string') return { ...TEXT, description }
  if (field.type === 'object') {
    const { values } = field
    return {
      type: 'object',
      description,
      ...(values === undefined ? {} : { additionalProperties: { enum: values } }),
    }
  }
  const { fields, open, or } = field
  const items = fields === undefined ? TEXT : toObject(fields, open)
  const array = { type: 'array', minItems: 1, items }
  return or === undefined ? { ...array, description } : { description, anyOf: [{ enum: or }, array] }
}
