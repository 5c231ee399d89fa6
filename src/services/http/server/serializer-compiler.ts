import { createRequire } from 'node:module'
import type { FastifySerializerCompiler } from 'fastify'

type BuildSerializer = (schema: object, options: object) => (data: unknown) => string

let loadedBuilder: BuildSerializer | undefined

/** Builds a serializer on the first response that needs it. It writes only the properties in the schema. */
export function createLazySerializerCompiler(): FastifySerializerCompiler<object> {
  return ({ schema }) => {
    let serialize: ((data: unknown) => string) | undefined
    return (data) => {
      serialize ??= loadSerializerBuilder()(schema, { largeArrayMechanism: 'default' })
      return serialize(data)
    }
  }
}

function loadSerializerBuilder(): BuildSerializer {
  loadedBuilder ??= createRequire(import.meta.url)('fast-json-stringify') as BuildSerializer
  return loadedBuilder
}
