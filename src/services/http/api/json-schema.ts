import type { Schema } from '../../../core/schema.js'

export type JsonObject = Readonly<Record<string, unknown>>

/** A schema as plain JSON Schema; only the keywords that the services use. */
export interface JsonSchema extends JsonObject {
  readonly title?: string
  readonly description?: string
  readonly type?: string | readonly string[]
  readonly enum?: readonly unknown[]
  readonly default?: unknown
  readonly examples?: readonly unknown[]
  readonly properties?: Readonly<Record<string, JsonSchema>>
  readonly required?: readonly string[]
  readonly items?: JsonSchema
}

/** At run time a `Schema` is plain JSON Schema. */
export function toJsonSchema(schema: Schema<unknown>): JsonSchema {
  return schema as unknown as JsonSchema
}

/** Creates an example of a schema: its first example, or one composed of its properties or items. Undefined without one. */
export function createExample(schema: JsonSchema): unknown {
  if (schema.examples !== undefined) return schema.examples[0]
  if (schema.default !== undefined) return schema.default
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.items !== undefined) return [createExample(schema.items)]
  if (schema.properties === undefined) return undefined
  const properties = Object.entries(schema.properties)
  return Object.fromEntries(
    properties
      .map(([name, property]) => [name, createExample(property)])
      .filter(([, example]) => example !== undefined),
  )
}
