import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { escapeRegExp } from '../../core/escape-regexp.js'
import { HomeError } from '../../core/home-error.js'
import { EXTENSION_ERRORS } from './extension-errors.js'

/** A file that `extensions` in homemanager.yaml names. Finds the lines that errors name. */
export class ExtensionFile {
  readonly path: string
  readonly root: string
  /** The files that were loaded: this one, and those of the project that it imports. */
  readonly files: Set<string>
  /** The functions that did not return, with their error: they are not called again, because each call would take as long. */
  readonly stopped = new Map<string, HomeError>()

  constructor(path: string, root: string) {
    this.path = path
    this.root = root
    this.files = new Set([path])
  }

  /** Names a place in this file: `homemanager/pets.ts:12`. */
  formatPlace(line: number, path: string = this.path): string {
    return `${relative(this.root, path)}:${line}`
  }

  /** `words` occur in the declaration in this order; without them in the file, the error is at its first line. */
  createInvalidError(words: readonly string[], problem: string): HomeError {
    return new HomeError(EXTENSION_ERRORS.EXTENSION_INVALID, {
      message: `${this.formatPlace(this.#findLine(words))}: ${problem}`,
      suggestion: 'Correct the file. What an extension can declare is described in docs/extensions.md.',
    })
  }

  /** The error that a function of the extension, or the file itself, has thrown. */
  createFailure(error: unknown, words: readonly string[], what: string): HomeError {
    if (error instanceof HomeError) return error
    const message =
      error instanceof Error ? error.message : `It threw a value that is not an Error: ${String(error)}`
    return new HomeError(EXTENSION_ERRORS.EXTENSION_FAILED, {
      message: `${this.findThrown(error) ?? this.formatPlace(this.#findLine(words))}: ${what} failed: ${message}`,
      suggestion: 'Correct the file.',
      cause: error,
    })
  }

  /** The innermost line of the extension in the stack of an error. */
  findThrown(error: unknown): string | undefined {
    const stack = error instanceof Error ? (error.stack ?? '') : ''
    for (const [, path = '', line] of stack.matchAll(/\(?((?:file:\/\/)?\/[^\n()]+?):(\d+):\d+\)?$/gm)) {
      const found = path.replace(/^file:\/\//, '')
      if (this.files.has(found)) return this.formatPlace(Number(line), found)
    }
    return undefined
  }

  #findLine(words: readonly string[]): number {
    const text = readFileSync(this.path, 'utf8')
    let position = 0
    for (const word of words) {
      const found = new RegExp(`(?<![\\w$])${escapeRegExp(word)}(?![\\w$])`).exec(text.slice(position))
      if (found !== null) position += found.index
    }
    return text.slice(0, position).split('\n').length
  }
}
