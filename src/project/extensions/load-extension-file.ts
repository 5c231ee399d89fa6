import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { getErrorMessage } from '../../core/get-error-message.js'
import { isRecord } from '../../core/is-record.js'
import { getCacheDirectory } from '../../core/cache-directory.js'
import { HomeError } from '../../core/home-error.js'
import { OPTION_ERRORS } from '../../core/option-errors.js'
import { getPackagePath } from '../../core/package-path.js'
import { callUserCode, runUserCode } from '../../core/user-code/run-user-code.js'
import { EXTENSION_ERRORS } from './extension-errors.js'
import { ExtensionFile } from './extension-file.js'
import type { ExtensionModules } from './extension-modules.js'

/** What a file exports by default, not checked yet. */
export interface LoadedFile {
  readonly file: ExtensionFile
  readonly value: Readonly<Record<string, unknown>>
  /** Identifies the content of the file and of those that it imports. */
  readonly digest: string
}

/** Loads an extension, in TypeScript or JavaScript, to the modules. Throws `EXTENSION_INVALID` with the file and line. */
export async function loadExtensionFile(
  location: string,
  root: string,
  modules: ExtensionModules,
): Promise<LoadedFile> {
  const file = new ExtensionFile(location, root)
  const { createJiti } = await import('jiti/static')
  const jiti = createJiti(root, {
    fsCache: path.join(getCacheDirectory(), 'extensions'),
    // Also in a project that has not installed the package.
    alias: { 'homemanager/extension': getPackagePath('dist/bundle/extension.cjs') },
  })
  try {
    const { default: value } = await runUserCode(async () => {
      const module = callUserCode(() => modules.load(() => jiti(location) as { readonly default?: unknown }))
      // A promise that it rejects without anybody waiting for it is reported now.
      await nextTurn()
      return Object.hasOwn(module, 'default') ? module : {}
    })
    for (const each of modules.files) file.files.add(each)
    if (!isRecord(value))
      throw file.createInvalidError(
        ['export default'],
        'The default export is not an extension: use defineExtension({ … }).',
      )
    return { file, value, digest: hashFiles(modules.files, root) }
  } catch (error) {
    if (error instanceof HomeError && error.code !== OPTION_ERRORS.OPTION_INVALID.code) throw error
    for (const each of modules.files) file.files.add(each)
    throw toLoadError(file, error)
  }
}

function hashFiles(files: readonly string[], root: string): string {
  const hash = createHash('sha256')
  for (const each of files) {
    const content = readFileSync(each)
    hash.update(`${path.relative(root, each)}\n${content.length}\n`).update(content)
  }
  return hash.digest('hex').slice(0, 12)
}

function toLoadError(file: ExtensionFile, error: unknown): HomeError {
  const message = getErrorMessage(error)
  // The parser adds advice for its own users.
  const [first = ''] = message.split('\n')
  const position = /(\/[^\n]*?):(\d+):\d+\s*$/.exec(message) ?? /\((\d+):\d+\)/.exec(first)
  const place =
    file.findThrown(error) ??
    (position === null
      ? file.formatPlace(1)
      : position[2] === undefined
        ? file.formatPlace(Number(position[1]))
        : file.formatPlace(Number(position[2]), position[1]))
  return new HomeError(EXTENSION_ERRORS.EXTENSION_INVALID, {
    message: `${place}: The extension cannot be loaded: ${first
      .replace(/^ParseError: /, '')
      .replace(/\s*\(\d+:\d+\)\s*$/, '')
      .trimEnd()}`,
    suggestion: 'Correct the file, or remove it from extensions in homemanager.yaml.',
    cause: error,
  })
}
