import { expect, test } from 'vitest'
import { type ErrorCode, HomeError } from '../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../stores/contracts/migration-store-errors.js'
import { describeNotApplied, listAffectingMigrations, listDataEffects } from './list-data-effects.js'
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

test('what is not applied is a list without repetitions', () => {
  const texts = [
    'empties a',
    'empties a',
    'deletes b',
    'empties a, by the trigger t',
    'deletes c, by the trigger t',
  ]
  const warnings = texts.map((text) => ({ text, effect: 'deletes' as const }))
  const migration = { id: '0001-all', name: 'all', transactional: true, after: [], stepsDone: 0 }
  const [found] = listAffectingMigrations(
    {
      items: [{ ...migration, store: 'postgres', steps: [{ name: 'all', text: 'SELECT 1', warnings }] }],
      problems: [],
      drift: [],
      rolledBack: [],
      lint: [],
    },
    ['deletes'],
  )
  expect(found?.texts).toEqual(['empties a', 'deletes b', 'deletes c, by the trigger t'])
  expect(describeNotApplied('postgres/0001-all', 'restored', found?.texts ?? []).split('\n')).toEqual([
    'The migration postgres/0001-all was not applied to the restored data:',
    '  it empties a',
    '  it deletes b',
    '  it deletes c, by the trigger t',
    '  → Edit or delete the file before the next homemanager migrate or up, which applies it.',
  ])
  expect(describeNotApplied('postgres/0001-all', 'copied', ['empties a'])).toMatch(
    /the copied data: it empties a\. Edit/,
  )
  const many = describeNotApplied('postgres/0001-all', 'copied', Array<string>(7).fill('empties a'))
  expect(many).toMatch(/\n {2}and 2 more, which homemanager migrate plan lists\n/)
})
