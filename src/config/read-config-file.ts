import { lstatSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { decodeUtf8, TextEncodingError } from '../core/decode-utf8.js'
import { HomeError } from '../core/home-error.js'
import { getShownPackagePath } from '../core/package-path.js'
import { CONFIG_ERRORS } from './config-errors.js'
import { CONFIG_SCHEMA, type ConfigFile } from './schema.js'
import { ADDON_NAMES } from '../core/addon-name.js'
import { describeReadError } from '../core/user-file.js'
import { findClosestMatch } from '../core/closest-match.js'
import { SERVICE_NAMES } from '../core/service-name.js'
import { STORE_NAMES } from '../core/store-name.js'
import type { ValidatedYaml } from '../core/validate-yaml.js'
import type { YamlValidationError } from '../core/yaml-validation-error.js'
import { createValidatedConfigCache } from './validated-config-cache.js'

/** Names of other components, and paths of the gateway. */
const RESERVED: ReadonlySet<string> = new Set([
  ...STORE_NAMES,
  ...ADDON_NAMES,
  'gateway',
  'services',
  'docs',
  'events',
  'healthz',
  'metrics',
  'supervisor',
])

/** CONFIG_SCHEMA as a file, for editors and readers. */
const SCHEMA_FILE = 'templates/homemanager.schema.json'

/**
 * The last valid content of homemanager.yaml, which the running stack was started with; without one, the name of the
 * project at least. For stopping a stack whose file is no longer valid.
 */
export function readLastValidConfig(path: string): ConfigFile {
  const text = tryReadText(path)
  const cached = createValidatedConfigCache(path, text, '').findLast()
  if (cached !== undefined) return cached
  const project = /^project:[ \t]*["']?([a-z0-9][a-z0-9-]{0,39})["']?[ \t]*(?:#.*)?$/m.exec(text)?.[1]
  return project === undefined ? {} : { project }
}

function describeProblem(error: unknown, path: string): { readonly detail: string; readonly remedy: string } {
  const { code } = error as NodeJS.ErrnoException
  if (code === 'ENOENT' && isLink(path)) {
    const detail = 'It is a symbolic link, and its target does not exist.'
    return { detail, remedy: 'Correct or delete the link' }
  }
  return {
    detail: describeReadError(error, path),
    remedy: code === 'EISDIR' ? 'Rename it' : 'Fix its permissions',
  }
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

/** It may not be readable, or not be a file. */
function tryReadText(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

/**
 * Reads and validates homemanager.yaml. The YAML parser and the validator are loaded only if there is a file.
 * Throws `CONFIG_INVALID` with all errors: line, field and allowed values of each.
 */
export async function readConfigFile(path: string): Promise<ConfigFile> {
  let text: string
  try {
    text = decodeUtf8(readFileSync(path))
  } catch (error) {
    if (error instanceof TextEncodingError) {
      throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
        message: `${path} cannot be read: ${error.message}.`,
        suggestion: 'Convert it to UTF-8.',
        cause: error,
      })
    }
    const problem = describeProblem(error, path)
    throw new HomeError(CONFIG_ERRORS.CONFIG_UNREADABLE, {
      message: `Cannot read ${path}.`,
      detail: problem.detail,
      suggestion: `${problem.remedy}, or use another directory with --cwd.`,
      cause: error,
    })
  }
  const cache = createValidatedConfigCache(path, text, JSON.stringify(CONFIG_SCHEMA))
  const known = cache.find()
  if (known !== undefined) return known
  const { validateYaml, formatYamlErrors } = await import('../core/validate-yaml.js')
  const validated = await validateYaml(text, CONFIG_SCHEMA)
  const { value } = validated
  const errors = validated.errors.length > 0 ? validated.errors : findConflicts(validated)
  if (errors.length === 0) {
    cache.save(value)
    return value
  }
  throw new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    ...formatYamlErrors(path, errors),
    suggestion: `Correct ${errors.length === 1 ? 'the line' : 'the lines'}. All fields are described in ${getShownPackagePath(SCHEMA_FILE, dirname(path))}.`,
  })
}

/** A service with a name of its own is a path of the gateway and a component of the stack. */
function findNameProblem(name: string): string | undefined {
  if (SERVICE_NAMES.some((each) => each === name)) return undefined
  const guess = findClosestMatch(name, SERVICE_NAMES)
  if (guess !== undefined) return `the name is too similar to ${guess}. Did you mean "${guess}"?`
  if (RESERVED.has(name)) return `${name} is the name of another component or path of the gateway`
  return /^[a-z][a-z0-9-]{0,30}$/.test(name)
    ? undefined
    : 'a name has at most 31 lowercase letters, digits and hyphens, and starts with a letter'
}

/** A service with both a URL and a command, or with settings of a command but none. */
function findConflicts({
  value,
  findLine,
}: Pick<ValidatedYaml<ConfigFile>, 'value' | 'findLine'>): readonly YamlValidationError[] {
  return Object.entries(value.services ?? {}).flatMap(([name, configured]) => {
    const { url, command, subscribe, receive, ...settings } = configured
    const path = `services.${name}`
    const problem = findNameProblem(name)
    if (problem !== undefined) return [{ line: findLine(['services', name]), message: `${path}: ${problem}` }]
    const [unused] = Object.keys(settings)
    if (url !== undefined && command !== undefined) {
      const line = findLine(['services', name, 'command'])
      return [{ line, message: `${path} has both url and command: use one of them` }]
    }
    if (receive !== undefined && subscribe === undefined) {
      const line = findLine(['services', name, 'receive'])
      return [{ line, message: `${path}.receive is for a service with subscribe, which is missing` }]
    }
    const isOfStack = SERVICE_NAMES.some((each) => each === name)
    if (url === undefined && command === undefined && (!isOfStack || Object.keys(configured).length === 0)) {
      const line = findLine(['services', name])
      return [{ line, message: `${path} needs a url or a command` }]
    }
    // The URL of one of the three may come from the environment.
    if (command !== undefined || unused === undefined) return []
    const line = findLine(['services', name, unused])
    return [{ line, message: `${path}.${unused} is for a service with a command, which is missing` }]
  })
}
