import type { ErrorObject } from 'ajv'
import { type Document, isMap, isNode, type LineCounter } from 'yaml'
import { findClosestMatch } from './closest-match.js'

/** A validation error of a YAML file. */
export interface YamlValidationError {
  readonly line: number
  /** Of text that is not YAML. */
  readonly column?: number
  readonly message: string
}

/** Returns the line of the value at a path. */
export type FindLine = (path: readonly (string | number)[]) => number

/** Converts an error of the JSON Schema validator to a message with its line in the file. */
export function toYamlValidationError(
  error: ErrorObject,
  document: Document,
  lines: LineCounter,
): YamlValidationError {
  const path = error.instancePath.split('/').slice(1)
  const name = path.join('.').replace(/\.(\d+)/g, '[$1]') || 'The file'
  const location = path.length === 0 ? '' : ` in ${name}`
  if (error.keyword === 'required') {
    const key = String(error.params['missingProperty'])
    return {
      line: findLineInDocument(path, document, lines, false),
      message: `"${key}" is required${location}.`,
    }
  }
  if (error.keyword === 'additionalProperties') {
    const key = String(error.params['additionalProperty'])
    const allowed = listAllowedFields(error)
    const line = findLineInDocument([...path, key], document, lines, true)
    const { renamed, guess } = findMeantField(error)
    if (renamed !== undefined)
      return { line, message: `Field "${key}"${location} was renamed to "${renamed}".` }
    const hint = guess === undefined ? '' : ` Did you mean "${guess}"?`
    return { line, message: `Unknown field "${key}"${location}.${hint} Allowed: ${allowed.join(', ')}.` }
  }
  return {
    line: findLineInDocument(path, document, lines, false),
    message: `${name} ${describeConstraint(error)}, not ${redactPasswords(error.data)}.`,
  }
}

/**
 * Without the errors of missing fields where a field has a wrong name: it can be one of them, or the one that makes the others
 * optional.
 */
export function dropConsequences(errors: readonly ErrorObject[]): readonly ErrorObject[] {
  const misnamed = new Set(
    errors.flatMap((error) => {
      const { renamed, guess } = findMeantField(error)
      return renamed === undefined && guess === undefined ? [] : [error.instancePath]
    }),
  )
  return errors.filter(({ keyword, instancePath }) => keyword !== 'required' || !misnamed.has(instancePath))
}

/** What a field that is not allowed is called now, or is probably called. */
function findMeantField(error: ErrorObject): { readonly renamed?: string; readonly guess?: string } {
  if (error.keyword !== 'additionalProperties') return {}
  const key = String(error.params['additionalProperty'])
  const names = (error.parentSchema?.['renamedProperties'] ?? {}) as Readonly<Record<string, string>>
  const renamed = Object.hasOwn(names, key) ? names[key] : undefined
  if (renamed !== undefined) return { renamed }
  const guess = findClosestMatch(key, listAllowedFields(error))
  return guess === undefined ? {} : { guess }
}

function listAllowedFields({ parentSchema }: ErrorObject): readonly string[] {
  return Object.keys((parentSchema?.['properties'] ?? {}) as object)
}

function describeConstraint(error: ErrorObject): string {
  switch (error.keyword) {
    case 'enum': {
      return `must be one of ${(error.params['allowedValues'] as unknown[]).join(', ')}`
    }
    case 'type': {
      const words: unknown = error.parentSchema?.['patternErrorMessage']
      const type = `must be ${describeType(String(error.params['type']))}`
      return typeof words === 'string' && words.startsWith('must be ')
        ? `${type}, ${words.slice('must be '.length)}`
        : type
    }
    case 'minimum':
    case 'maximum': {
      return `must be ${error.keyword === 'minimum' ? 'at least' : 'at most'} ${String(error.params['limit'])}`
    }
    case 'pattern': {
      const words: unknown = error.parentSchema?.['patternErrorMessage']
      return typeof words === 'string' ? words : `must match the pattern ${String(error.params['pattern'])}`
    }
    case 'exclusiveMinimum': {
      return `must be greater than ${String(error.params['limit'])}`
    }
    case 'minLength': {
      return 'must have at least 1 character'
    }
    case 'uniqueItems': {
      return 'must have distinct values'
    }
    default: {
      return error.message ?? 'is not allowed'
    }
  }
}

function describeType(type: string): string {
  if (type === 'integer') return 'an integer'
  return `a ${type === 'object' ? 'mapping' : type === 'array' ? 'list' : type}`
}

/** Hides passwords in connection strings. */
function redactPasswords(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined'
  return text.replace(/\/\/([^:/@"]*):[^@"]*@/, '//$1:…@')
}

/** The line of the value at this path, or of its key if `key` is true. */
export function findLineInDocument(
  path: readonly string[],
  document: Document,
  lines: LineCounter,
  key: boolean,
): number {
  const parent = document.getIn(path.slice(0, -1), true)
  const container = path.length === 1 ? document.contents : parent
  if (isMap(container)) {
    const last = path.at(-1)
    const pair = container.items.find((item) => isNode(item.key) && String(item.key) === last)
    const node = key ? pair?.key : (pair?.value ?? pair?.key)
    if (isNode(node) && node.range) return lines.linePos(node.range[0]).line
  }
  const node = document.getIn(path, true)
  return isNode(node) && node.range ? lines.linePos(node.range[0]).line : 1
}
