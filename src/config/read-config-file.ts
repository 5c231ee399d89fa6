import { readFileSync } from 'node:fs'
import { HomeError } from '../core/home-error.js'
import { packageFile } from '../core/package-file.js'
import { checkedFileCache } from './checked-file-cache.js'
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
  const schema = readFileSync(packageFile('templates/homemanager.schema.json'), 'utf8')
  const cache = checkedFileCache(path, text, schema)
  const known = cache.find()
  if (known !== undefined) return known
  const { checkYaml, faultsText } = await import('../core/check-yaml.js')
  const { value, faults } = await checkYaml<ConfigFile>(text, JSON.parse(schema) as object)
  if (faults.length === 0) {
    cache.keep(value)
    return value
  }
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    ...faultsText(path, faults),
    suggestion: 'Mend the file and run the command again. Its schema: templates/homemanager.schema.json.',
  })
}
