import { endSentence } from '../../core/end-sentence.js'
import { findInJson } from '../../core/find-in-json.js'
import { getErrorMessage } from '../../core/get-error-message.js'
import { HomeError } from '../../core/home-error.js'
import { isRecord } from '../../core/is-record.js'
import { getLineAndColumn, type LineAndColumn } from '../../core/line-and-column.js'
import type { ActionCheck } from './action-check.js'
import { findUnknownProperty } from './action-fields.js'
import { MIGRATION_STORE_ERRORS } from './migration-store-errors.js'
import type { Migration, MigrationSource, MigrationStep, ModuleStep } from './migration-store.js'

const PROPERTIES = ['$schema', 'after', 'up', 'down', 'irreversible']

/**
 * Compiles a JSON or module migration: `{after?, up: [...], down?: [...]}`. Each step has a name and exactly one
 * action. `show` formats an action for display.
 */
export function compileSteps<Action>(
  source: MigrationSource,
  content: unknown,
  actions: Readonly<Record<string, ActionCheck>>,
  show: (action: Action) => string,
): Migration<Action> {
  if (!isRecord(content)) {
    const kind = 'an object with an "up" array'
    throw invalidMigration(
      source,
      source.format === 'module'
        ? `it must export ${kind} as "migration" or as the default`
        : `it must be ${kind}`,
    )
  }
  const unknown = findUnknownProperty(content, PROPERTIES)
  if (unknown !== undefined) throw invalidAt(source, unknown.path, unknown.text)
  const { $schema, up, down, after = [], irreversible } = content
  if (!isArray(up)) throw invalidAt(source, ['up'], '"up" must be an array of steps')
  if (down !== undefined && !isArray(down))
    throw invalidAt(source, ['down'], '"down" must be an array of steps')
  if (!isArray(after) || !after.every((id) => typeof id === 'string')) {
    throw invalidAt(
      source,
      ['after'],
      '"after" must be an array of strings such as "postgres/identity/0001-identity"',
    )
  }
  assertText(source, { $schema, irreversible })
  const steps = (list: readonly unknown[], direction: 'up' | 'down'): readonly MigrationStep<Action>[] =>
    list.map((step, index) =>
      compileStep(source, step, { path: source.path, direction, index }, actions, show),
    )
  return {
    ...source,
    transactional: false,
    after,
    up: steps(up, 'up'),
    ...(up.length === 0 ? { empty: 'steps' as const } : {}),
    ...(down === undefined ? {} : { down: steps(down, 'down') }),
    ...(typeof irreversible === 'string' ? { irreversible } : {}),
  }
}

function assertText(source: MigrationSource, properties: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(properties)) {
    if (value !== undefined && typeof value !== 'string')
      throw invalidAt(source, [name], `"${name}" must be a string`)
  }
}

/** Actions that run arbitrary code or statements. Every other action first checks whether it is already done. */
const NON_IDEMPOTENT_ACTIONS = new Set(['run', 'command', 'statement'])

function compileStep<Action>(
  source: MigrationSource,
  step: unknown,
  location: ModuleStep,
  actions: Readonly<Record<string, ActionCheck>>,
  show: (action: Action) => string,
): MigrationStep<Action> {
  const { direction, index } = location
  const invalid = (text: string, ...path: readonly (string | number)[]): HomeError =>
    invalidAt(source, [direction, index, ...path], `${direction}[${index}]${text}`)
  if (!isRecord(step)) throw invalid(' must be an object')
  const unknown = findUnknownProperty(step, ['name', ...Object.keys(actions)])
  if (unknown !== undefined) throw invalid(` has an ${unknown.text}`, ...(unknown.path ?? []))
  const { name, ...action } = step
  if (typeof name !== 'string' || name === '') throw invalid(' requires a "name"')
  const [type, ...others] = Object.keys(action)
  const check = type === undefined ? undefined : actions[type]
  if (type === undefined || check === undefined || others.length > 0)
    throw invalid(` requires a name and exactly one of ${Object.keys(actions).join(', ')}`)
  const problem = check(action[type])
  if (problem !== undefined) throw invalid(`.${type} ${problem.text}`, type, ...(problem.path ?? []))
  // The checks above enforce the store's action type.
  const checked = action as Action
  return {
    name,
    text: show(checked),
    action: checked,
    idempotent: !NON_IDEMPOTENT_ACTIONS.has(type),
    ...(type === 'run' ? { module: location } : {}),
  }
}

/** Returns the parsed content of a JSON file, or the export of a module. */
export function parseContent(source: MigrationSource, parse: (text: string) => unknown): unknown {
  if (source.format === 'module') return source.definition
  try {
    return parse(source.text)
  } catch (error) {
    const [, reason, index] = POSITION.exec(getErrorMessage(error)) ?? [undefined, getErrorMessage(error)]
    const at = index === undefined ? undefined : getLineAndColumn(source.text, Number(index))
    throw invalidMigration(source, `it is not valid JSON (${reason})`, at)
  }
}

/** How the parser ends its messages. */
const POSITION = /^([^]*) at position (\d+)$/

function isArray(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

/** The error of a part of a file, with its position; modules have none. */
function invalidAt(
  source: MigrationSource,
  path: readonly (string | number)[] = [],
  reason: string,
): HomeError {
  const { format, text } = source
  const at = format === 'json' ? getLineAndColumn(text, findInJson(text, path)) : undefined
  return invalidMigration(source, reason, at)
}

export function invalidMigration(source: MigrationSource, reason: string, at?: LineAndColumn): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_INVALID, {
    message: `The migration ${source.id} is invalid: ${endSentence(reason)}`,
    detail: at === undefined ? source.path : `${source.path}:${at.line}:${at.column}`,
    suggestion: 'Correct the file, then run homemanager migrate plan.',
  })
}
