import { readFileSync } from 'node:fs'
import { HomeError } from '../core/home-error.js'
import { getPackagePath } from '../core/package-path.js'
import { createValidatedConfigCache } from './validated-config-cache.js'
import { CONFIG_ERRORS } from './config-errors.js'
import type { ConfigFile } from './config-file.js'

/**
 * Reads and checks homemanager.yaml. The YAML parser and the validator are loaded only when there is a file.
 * Throws `CONFIG_INVALID` with file, line and the allowed values of every fault at once.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    throw new HomeError(CONFIG_ERRORS.CONFIG_UNREADABLE, {
      message: `${path} cannot be read.`,
      detail: String(error),
      suggestion: 'Mend its permissions, or use another folder with --cwd.',
      cause: error,
    })
  }
  const schema = readFileSync(getPackagePath('templates/homemanager.schema.json'), 'utf8')
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
    suggestion: 'Mend the file and run the command again. Its schema: templates/homemanager.schema.json.',
  })
}
