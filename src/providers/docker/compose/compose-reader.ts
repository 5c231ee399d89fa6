import { isMap, isScalar, isSeq, type LineCounter, type Node, type ParsedNode } from 'yaml'
import { getErrorMessage } from '../../../core/get-error-message.js'
import { HomeError } from '../../../core/home-error.js'
import { interpolateVariables } from './interpolate-variables.js'
import { DOCKER_ERRORS } from '../daemon/docker-errors.js'

/** Reads nodes of the Compose file strictly. Throws `COMPOSE_FILE_INVALID` with the line of an unexpected node. */
export class ComposeReader {
  constructor(
    private readonly path: string,
    private readonly lines: LineCounter,
    private readonly env: Readonly<Record<string, string | undefined>>,
  ) {}

  /** The entries of a mapping. If `allowed` is given, other keys are errors. Keys that start with `x-` are ignored. */
  readMap(node: unknown, what: string, allowed?: readonly string[]): ReadonlyMap<string, Node | null> {
    if (!isMap(node)) throw this.toError(node, `${what} must be a mapping`)
    const entries = new Map<string, Node | null>()
    for (const pair of node.items) {
      const key = String(pair.key)
      if (key.startsWith('x-')) continue
      if (allowed !== undefined && !allowed.includes(key)) {
        throw this.toError(
          pair.key,
          `${key} is not supported in ${what}; supported are ${allowed.join(', ')}`,
        )
      }
      const empty = isScalar(pair.value) && pair.value.value === null
      entries.set(key, empty ? null : (pair.value as Node | null))
    }
    return entries
  }

  readString(node: unknown, what: string): string {
    const value: unknown = isScalar(node) ? node.value : undefined
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
      throw this.toError(node, `${what} must be a string`)
    try {
      return interpolateVariables(String(value), this.env)
    } catch (error) {
      throw this.toError(node, getErrorMessage(error))
    }
  }

  readStrings(node: unknown, what: string): readonly string[] {
    if (!isSeq(node)) throw this.toError(node, `${what} must be a list`)
    return node.items.map((item) => this.readString(item, `an element of ${what}`))
  }

  readInteger(node: unknown, what: string): number {
    const value = Number(this.readString(node, what))
    if (!Number.isInteger(value)) throw this.toError(node, `${what} must be an integer`)
    return value
  }

  /** A duration in the format of Compose (`1m30s`, `500ms`), in milliseconds. */
  readDuration(node: unknown, what: string): number {
    const text = this.readString(node, what)
    const units: Readonly<Record<string, number>> = { h: 3_600_000, m: 60_000, s: 1000, ms: 1 }
    if (!/^(\d+(ms|h|m|s))+$/.test(text))
      throw this.toError(node, `${what} must be a duration such as 1s or 500ms`)
    return [...text.matchAll(/(\d+)(ms|h|m|s)/g)].reduce(
      (sum, [, count, unit]) => sum + Number(count) * (units[unit ?? ''] ?? 0),
      0,
    )
  }

  toError(node: unknown, problem: string): HomeError {
    const range = (node as ParsedNode | null | undefined)?.range
    const line = range ? this.lines.linePos(range[0]).line : 1
    return new HomeError(DOCKER_ERRORS.COMPOSE_FILE_INVALID, {
      message: `${this.path}:${line}: ${problem}.`,
      suggestion: 'Fix that line. docs/docker.md lists the supported subset of the Compose specification.',
    })
  }
}
