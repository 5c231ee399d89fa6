import { HomeError } from '../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from './migration-store-errors.js'
import type { Migration, MigrationSource, MigrationStep } from './migration-store.js'

/** Checks what stands behind an action's word; returns what is wrong with it. */
export type ActionCheck = (value: unknown) => string | undefined

/**
 * Makes steps of a list of named actions, as JSON and module migrations have them: `{after?, up: [...], down?: [...]}`,
 * each step with its name and exactly one action. `show` renders an action for people.
 */
export function compileSteps<Action>(
  source: MigrationSource,
  content: unknown,
  actions: Readonly<Record<string, ActionCheck>>,
  show: (action: Action) => string,
): Migration<Action> {
  if (!isPlainObject(content)) throw invalidMigration(source, 'it must be an object with a list "up"')
  for (const key of Object.keys(content)) {
    if (!['$schema', 'after', 'up', 'down', 'irreversible'].includes(key))
      throw invalidMigration(source, `it does not know "${key}"`)
  }
  const { up, down, after = [], irreversible } = content
  if (!isList(up) || up.length === 0) throw invalidMigration(source, 'its "up" must be a list of steps')
  if (down !== undefined && !isList(down))
    throw invalidMigration(source, 'its "down" must be a list of steps')
  if (!isList(after) || !after.every((id) => typeof id === 'string')) {
    throw invalidMigration(
      source,
      'its "after" must be a list of texts such as "postgres/identity/0001-identity"',
    )
  }
  const steps = (list: readonly unknown[], where: string): readonly MigrationStep<Action>[] =>
    list.map((step, index) => compileStep(source, step, `${where}[${index}]`, actions, show))
  return {
    ...source,
    transactional: false,
    after,
    up: steps(up, 'up'),
    ...(down === undefined ? {} : { down: steps(down, 'down') }),
    ...(typeof irreversible === 'string' ? { irreversible } : {}),
  }
}

/** What a migration does in words of its own; every other action looks first whether it is done. */
const NON_IDEMPOTENT_ACTIONS = new Set(['run', 'command', 'statement'])

function compileStep<Action>(
  source: MigrationSource,
  step: unknown,
  where: string,
  actions: Readonly<Record<string, ActionCheck>>,
  show: (action: Action) => string,
): MigrationStep<Action> {
  if (!isPlainObject(step)) throw invalidMigration(source, `${where} must be an object`)
  const { name, ...action } = step
  if (typeof name !== 'string' || name === '') throw invalidMigration(source, `${where} needs a "name"`)
  const [word, ...more] = Object.keys(action)
  const check = word === undefined ? undefined : actions[word]
  if (word === undefined || check === undefined || more.length > 0) {
    throw invalidMigration(source, `${where} needs one of ${Object.keys(actions).join(', ')} beside its name`)
  }
  const complaint = check(action[word])
  if (complaint !== undefined) throw invalidMigration(source, `${where}.${word} ${complaint}`)
  // Its word and fields are checked; the store's own action type says the same in types.
  const checked = action as Action
  return { name, text: show(checked), action: checked, idempotent: !NON_IDEMPOTENT_ACTIONS.has(word) }
}

/** The parsed content of a JSON file, or what a module exports. */
export function parseContent(source: MigrationSource, parse: (text: string) => unknown): unknown {
  if (source.format === 'module') return source.definition
  try {
    return parse(source.text)
  } catch (error) {
    throw invalidMigration(
      source,
      `it is no valid JSON (${error instanceof Error ? error.message : String(error)})`,
    )
  }
}

/** A check that wants an object with these fields; `?` after a name makes it optional. */
export function checkFields(
  shape: Readonly<Record<string, 'text' | 'object' | 'list' | 'any'>>,
): ActionCheck {
  return (value) => {
    if (!isPlainObject(value)) return 'must be an object'
    for (const [key, kind] of Object.entries(shape)) {
      const field = value[key.replace('?', '')]
      if (field === undefined && key.endsWith('?')) continue
      if (!matchesFieldType(field, kind)) return `needs "${key.replace('?', '')}" (${kind})`
    }
    const unknown = Object.keys(value).find((key) => !(key in shape) && !(`${key}?` in shape))
    return unknown === undefined ? undefined : `does not know "${unknown}"`
  }
}

function matchesFieldType(value: unknown, kind: 'text' | 'object' | 'list' | 'any'): boolean {
  if (kind === 'text') return typeof value === 'string' && value !== ''
  if (kind === 'object') return isPlainObject(value)
  return kind === 'list' ? isList(value) && value.length > 0 : value !== undefined
}

export function isPlainObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

export function invalidMigration(source: MigrationSource, why: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_INVALID, {
    message: `The migration ${source.id} cannot be used: ${why}.`,
    detail: source.path,
    suggestion: 'Correct the file, then run homemanager migrate plan.',
  })
}
