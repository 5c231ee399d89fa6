import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Ajv, type ValidateFunction } from 'ajv'
import formatsPlugin from 'ajv-formats'
import { expect } from 'vitest'

/** Where the schemas of the `--json` documents are. */
export const SCHEMA_DIRECTORY = fileURLToPath(new URL('../../docs/json', import.meta.url))

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false })
formatsPlugin.default(ajv)
const validators = new Map<string, Promise<ValidateFunction>>()

/**
 * Checks what a command printed with `--json` against `docs/json/NAME.schema.json`. The schemas allow no additional
 * properties, so a new property fails here until it is documented.
 */
export async function expectToMatchSchema(name: string, document: unknown): Promise<void> {
  const validate = await getValidator(name)
  const errors = validate(document)
    ? []
    : (validate.errors ?? []).map(
        ({ instancePath, message, params }) =>
          `${instancePath === '' ? '/' : instancePath} ${message} ${JSON.stringify(params)}`,
      )
  expect(errors, `${name}.schema.json, for ${JSON.stringify(document)?.slice(0, 2000)}`).toEqual([])
}

function getValidator(name: string): Promise<ValidateFunction> {
  const known = validators.get(name)
  if (known !== undefined) return known
  const validator = readFile(path.join(SCHEMA_DIRECTORY, `${name}.schema.json`), 'utf8').then((text) =>
    ajv.compile(JSON.parse(text) as object),
  )
  validators.set(name, validator)
  return validator
}
