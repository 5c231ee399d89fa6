import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { type AnySchemaObject, Ajv, type ValidateFunction } from 'ajv'
import formatsPlugin from 'ajv-formats'
import { expect } from 'vitest'

const SCHEMA_DIRECTORY = fileURLToPath(new URL('../../docs/json', import.meta.url))

// `$ref` names the file of another schema.
const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, loadSchema: readSchema })
formatsPlugin.default(ajv)
const validators = new Map<string, Promise<ValidateFunction>>()

/**
 * Checks what a command printed with `--json` against `docs/json/NAME.schema.json`. The schemas allow no additional
 * properties, so a new property fails here until it is documented.
 */
export async function expectToMatchSchema(name: string, document: unknown): Promise<void> {
  const validate = await compileSchema(name)
  const errors = validate(document)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath === '' ? '/' : instancePath} ${message} ${JSON.stringify(params)}`,
      )
  expect(errors, `${name}.schema.json, for ${JSON.stringify(document)?.slice(0, 2000)}`).toEqual([])
}

/** Throws if the schema, or one that it refers to, is not valid. */
export function compileSchema(name: string): Promise<ValidateFunction> {
  const validator = validators.get(name) ?? ajv.compileAsync({ $ref: `${name}.schema.json` })
  validators.set(name, validator)
  return validator
}

async function readSchema(file: string): Promise<AnySchemaObject> {
  return JSON.parse(await readFile(path.join(SCHEMA_DIRECTORY, file), 'utf8')) as AnySchemaObject
}
