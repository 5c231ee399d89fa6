import { HomeError } from '../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from './migration-errors.js'
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
  if (!isRecord(content)) throw invalid(source, 'it must be an object with a list "up"')
  for (const key of Object.keys(content)) {
    if (!['$schema', 'after', 'up', 'down', 'irreversible'].includes(key))
      throw invalid(source, `it does not know "${key}"`)
  }
  const { up, down, after = [], irreversible } = content
  if (!isList(up) || up.length === 0) throw invalid(source, 'its "up" must be a list of steps')
  if (down !== undefined && !isList(down)) throw invalid(source, 'its "down" must be a list of steps')
  if (!isList(after) || !after.every((id) => typeof id === 'string')) {
    throw invalid(source, 'its "after" must be a list of texts such as "postgres/identity/0001-identity"')
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
const FREE_ACTIONS = new Set(['run', 'command', 'statement'])

function compileStep<Action>(
  source: MigrationSource,
  step: unknown,
  where: string,
  actions: Readonly<Record<string, ActionCheck>>,
  show: (action: Action) => string,
): MigrationStep<Action> {
  if (!isRecord(step)) throw invalid(source, `${where} must be an object`)
  const { name, ...action } = step
  if (typeof name !== 'string' || name === '') throw invalid(source, `${where} needs a "name"`)
  const [word, ...more] = Object.keys(action)
  const check = word === undefined ? undefined : actions[word]
  if (word === undefined || check === undefined || more.length > 0) {
    throw invalid(source, `${where} needs one of ${Object.keys(actions).join(', ')} beside its name`)
  }
  const complaint = check(action[word])
  if (complaint !== undefined) throw invalid(source, `${where}.${word} ${complaint}`)
  // Its word and fields are checked; the store's own action type says the same in types.
  const checked = action as Action
  return { name, text: show(checked), action: checked, repeatable: !FREE_ACTIONS.has(word) }
}

/** The parsed content of a JSON file, or what a module exports. */
export function contentOf(source: MigrationSource, parse: (text: string) => unknown): unknown {
  if (source.format === 'module') return source.definition
  try {
    return parse(source.text)
  } catch (error) {
    throw invalid(source, `it is no valid JSON (${error instanceof Error ? error.message : String(error)})`)
  }
}

/** A check that wants an object with these fields; `?` after a name makes it optional. */
export function fields(shape: Readonly<Record<string, 'text' | 'object' | 'list' | 'any'>>): ActionCheck {
  return (value) => {
    if (!isRecord(value)) return 'must be an object'
    for (const [key, kind] of Object.entries(shape)) {
      const field = value[key.replace('?', '')]
      if (field === undefined && key.endsWith('?')) continue
      if (!isOfKind(field, kind)) return `needs "${key.replace('?', '')}" (${kind})`
    }
    const unknown = Object.keys(value).find((key) => !(key in shape) && !(`${key}?` in shape))
    return unknown === undefined ? undefined : `does not know "${unknown}"`
  }
}

function isOfKind(value: unknown, kind: 'text' | 'object' | 'list' | 'any'): boolean {
  if (kind === 'text') return typeof value === 'string' && value !== ''
  if (kind === 'object') return isRecord(value)
  return kind === 'list' ? isList(value) && value.length > 0 : value !== undefined
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value)
}

export function invalid(source: MigrationSource, why: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_INVALID, {
    message: `The migration ${source.id} cannot be used: ${why}.`,
    detail: source.path,
    suggestion: 'Correct the file, then run homemanager migrate plan.',
  })
}
