import { readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HomeError } from '../core/home-error.js'
import { getPackagePath, getShownPackagePath } from '../core/package-path.js'
import { CONFIG_ERRORS } from './config-errors.js'
import type { ConfigFile } from './config-file.js'
import { createValidatedConfigCache } from './validated-config-cache.js'

const SCHEMA = 'templates/homemanager.schema.json'

/**
 * Reads and validates homemanager.yaml. The YAML parser and the validator are loaded only if there is a file.
 * Throws `CONFIG_INVALID` with all errors: line, field and allowed values of each.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new HomeError(CONFIG_ERRORS.CONFIG_UNREADABLE, {
      message: `Cannot read ${path}.`,
      detail: String(error),
      suggestion: 'Fix its permissions, or use another directory with --cwd.',
      cause: error,
    })
  }
  const schema = readFileSync(getPackagePath(SCHEMA), 'utf8')
  const cache = createValidatedConfigCache(path, text, schema)
  const known = cache.find()
  if (known !== undefined) return known
  const { validateYaml, formatYamlErrors } = await import('../core/validate-yaml.js')
  const { value, errors } = await validateYaml<ConfigFile>(text, JSON.parse(schema) as object)
  if (errors.length === 0) {
    cache.save(value)
    return value
  }
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    ...formatYamlErrors(path, errors),
    suggestion: `Fix the file. All fields are described in ${getShownPackagePath(SCHEMA, dirname(path))}; homemanager init writes a valid file.`,
  })
}
