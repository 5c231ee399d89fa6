import { expect, test } from 'vitest'
import { type ErrorCode, HomeError } from '../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import { listDataEffects } from './list-data-effects.js'
import { MIGRATION_ERRORS } from './migration-errors.js'

test.each<[ErrorCode, number]>([
  [MIGRATION_ERRORS.MIGRATION_DRIFT, 0],
  [MIGRATION_STORE_ERRORS.MIGRATION_UNSUPPORTED, 0],
  // Planning failed, which does not mean that migrating will.
  [MIGRATION_ERRORS.MIGRATION_FAILED, 1],
])('lists nothing if another store stops the run: %o, %i', (code, expected) => {
  const step = {
    name: 'drop',
    text: 'DROP TABLE t',
    warnings: [{ text: 'deletes t', effect: 'deletes' as const }],
  }
  const migration = { id: '0001-drop', name: 'drop', transactional: true, after: [], stepsDone: 0 }
  const error = new HomeError(code, { message: 'Failed.' })
  const { deletions } = listDataEffects({
    items: [{ ...migration, store: 'postgres', steps: [step] }],
    problems: [{ store: 'mongo', error }],
    drift: [],
    rolledBack: [],
    lint: [],
  })
  expect(deletions).toHaveLength(expected)
})
