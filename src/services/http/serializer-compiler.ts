import { createRequire } from 'node:module'
import type { FastifySerializerCompiler } from 'fastify'

type BuildSerializer = (schema: object, options: object) => (data: unknown) => string

let loadedBuilder: BuildSerializer | undefined

/** Like the validators: a serialiser is built when the first answer needs it. It writes only what the schema names. */
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
