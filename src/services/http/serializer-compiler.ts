import { createRequire } from 'node:module'
import type { FastifySerializerCompiler } from 'fastify'

type Build = (schema: object, options: object) => (data: unknown) => string

let build: Build | undefined

/** Like the validators: a serialiser is built when the first answer needs it. It writes only what the schema names. */
export function lazySerializerCompiler(): FastifySerializerCompiler<object> {
  return ({ schema }) => {
    let serialize: ((data: unknown) => string) | undefined
    return (data) => {
      serialize ??= builder()(schema, { largeArrayMechanism: 'default' })
      return serialize(data)
    }
  }
}

function builder(): Build {
  build ??= createRequire(import.meta.url)('fast-json-stringify') as Build
  return build
}
