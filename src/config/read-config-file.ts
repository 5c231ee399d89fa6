import { readFileSync } from 'node:fs'
import { HomeError } from '../core/home-error.js'
import { CONFIG_ERRORS } from './config-errors.js'
import type { ConfigFile } from './config-file.js'
import type { ConfigFault } from './config-fault.js'

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
  const [{ LineCounter, parseDocument }, { Ajv }, { configFault }] = await Promise.all([
    import('yaml'),
    import('ajv'),
    import('./config-fault.js'),
  ])
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  if (document.errors.length > 0) {
    throw invalid(
      path,
      document.errors.map((error) => ({
        line: error.linePos?.[0].line ?? 1,
        text: error.message.split('\n')[0] ?? error.message,
      })),
    )
  }
  const value: unknown = document.toJS() ?? {}
  const validate = new Ajv({ allErrors: true, verbose: true }).compile<ConfigFile>(configSchema())
  if (validate(value)) return value
  const faults = (validate.errors ?? []).map((error) => configFault(error, document, lines))
  throw invalid(path, faults)
}

function configSchema(): object {
  const path = new URL('../../templates/homemanager.schema.json', import.meta.url)
  return JSON.parse(readFileSync(path, 'utf8')) as object
}

function invalid(path: string, faults: readonly ConfigFault[]): HomeError {
  const [first] = faults
  return new HomeError(CONFIG_ERRORS.CONFIG_INVALID, {
    message:
      faults.length === 1
        ? `${path}:${first?.line ?? 1} ${first?.text ?? ''}`
        : `${path} has ${faults.length} faults.`,
    ...(faults.length > 1
      ? { detail: faults.map((fault) => `line ${fault.line}: ${fault.text}`).join('\n') }
      : {}),
    suggestion: 'Mend the file and run the command again. Its schema: templates/homemanager.schema.json.',
  })
}
