import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonSchema } from './json-schema.js'

type ComponentKind = 'schemas' | 'parameters' | 'headers' | 'examples'

/** Collects the components of an OpenAPI document. Only what is referenced becomes a component. */
export class OpenApiComponents {
  readonly #components: Record<ComponentKind, Record<string, JsonObject>> = {
    schemas: {},
    parameters: {},
    headers: {},
    examples: {},
  }

  /** Adds a component and returns a reference to it. Throws if the name is in use for a different component. */
  add(kind: ComponentKind, name: string, component: JsonObject): JsonObject {
    const existing = (this.#components[kind][name] ??= component)
    if (!isDeepStrictEqual(existing, component)) throw new Error(`Two different ${kind} are named ${name}.`)
    return { $ref: `#/components/${kind}/${name}` }
  }

  /** Replaces every schema with a title by a reference to a component of that name. */
  toReferences(schema: JsonSchema): JsonObject {
    const { title, properties, items, ...keywords } = schema
    if (title !== undefined && isNullable(schema)) {
      // A component without null, so that the name stands for the same type everywhere.
      return { anyOf: [this.toReferences(withoutNull(schema)), { type: 'null' }] }
    }
    const resolved = {
      ...keywords,
      ...(properties === undefined ? {} : { properties: this.#toPropertyReferences(properties) }),
      ...(items === undefined ? {} : { items: this.toReferences(items) }),
    }
    return title === undefined ? resolved : this.add('schemas', title, resolved)
  }

  /** The components by kind and name, sorted by name. */
  toObject(): JsonObject {
    const kinds = Object.entries(this.#components).filter(([, named]) => Object.keys(named).length > 0)
    return Object.fromEntries(kinds.map(([kind, named]) => [kind, sortByName(named)]))
  }

  #toPropertyReferences(properties: Readonly<Record<string, JsonSchema>>): JsonObject {
    return Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, this.toReferences(property)]),
    )
  }
}

function isNullable({ type }: JsonSchema): boolean {
  return Array.isArray(type) && type.includes('null')
}

function withoutNull(schema: JsonSchema): JsonSchema {
  const { type, enum: values, ...keywords } = schema
  const only = [type].flat().find((name) => name !== 'null')
  return {
    ...keywords,
    ...(only === undefined ? {} : { type: only }),
    ...(values === undefined ? {} : { enum: values.filter((value) => value !== null) }),
  }
}

function sortByName(components: Readonly<Record<string, JsonObject>>): JsonObject {
  return Object.fromEntries(Object.entries(components).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
