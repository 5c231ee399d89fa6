import { EJSON } from 'bson'
import { type ActionCheck, compileSteps, parseContent, checkFields } from '../../contracts/compile-steps.js'
import type { Migration, MigrationSource } from '../../contracts/migration-store.js'
import type { MongoAction } from './mongo-action.js'

const ACTION_CHECKS: Readonly<Record<string, ActionCheck>> = {
  createCollection: checkFields({ collection: 'string', 'validator?': 'object' }),
  dropCollection: checkFields({ collection: 'string' }),
  setValidator: checkFields({ collection: 'string', validator: 'object' }),
  createIndexes: (value) =>
    checkFields({ collection: 'string', indexes: 'array' })(value) ?? checkIndexes(value),
  dropIndexes: checkFields({ collection: 'string', names: 'array' }),
  command: (value) => (typeof value === 'object' && value !== null ? undefined : 'must be an object'),
  run: (value) =>
    typeof value === 'function' ? undefined : 'must be a function, which only a module can define',
}

/** Compiles a MongoDB migration: an extended JSON file or the export of a module. */
export function compileMongo(source: MigrationSource): Migration<MongoAction> {
  const content = parseContent(source, (text) => EJSON.parse(text, { relaxed: true }))
  return compileSteps<MongoAction>(source, content, ACTION_CHECKS, (action) =>
    'run' in action ? String(action.run) : EJSON.stringify(action, undefined, 2, { relaxed: true }),
  )
}

const checkIndex = checkFields({ name: 'string', key: 'object' })

function checkIndexes(value: unknown): string | undefined {
  const { indexes } = value as { readonly indexes: readonly object[] }
  for (const each of indexes) {
    const { name, key } = each as { readonly name?: unknown; readonly key?: unknown }
    const problem = checkIndex({ name, key })
    if (problem !== undefined) return `has an index that ${problem}`
  }
  return undefined
}
