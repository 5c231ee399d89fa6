import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../domain/entities/registry.js'
import { budget } from '../domain/entities/budget.js'
import { expense } from '../domain/entities/expense.js'
import type { EntityPlural } from '../domain/entities/registry.js'
import { createObservationDirectory } from '../dataset/comparison/observation-table.js'
import { ReferenceChecker } from './reference-checker.js'

type Row = readonly [kind: EntityPlural, id: string, fields: Readonly<Record<string, unknown>>]

const USER = ['users', 'U', { id: 'U', family_id: 'F' }] as const
const FAMILY = ['families', 'F', { id: 'F' }] as const
const OTHER_FAMILY = ['families', 'G', { id: 'G' }] as const
const CATEGORY = ['categories', 'food', { _id: 'food' }] as const
const VALID = { _id: 'expense_1', user_id: 'USER#U', family_id: 'FAMILY#F', category: { primary: 'food' } }

test.each<readonly [string, readonly Row[], readonly string[]]>([
  ['valid references', [['expenses', 'expense_1', VALID]], []],
  [
    'records that do not exist',
    [['expenses', 'expense_1', { ...VALID, family_id: 'FAMILY#H', category: { primary: 'yachts' } }]],
    [
      'Expense expense_1 belongs to family H, but its user U to F.',
      'Expense expense_1: its category "yachts" does not exist.',
      'Expense expense_1: its family H does not exist.',
    ],
  ],
  [
    'a user of another family',
    [['expenses', 'expense_1', { ...VALID, family_id: 'FAMILY#G' }]],
    ['Expense expense_1 belongs to family G, but its user U to F.'],
  ],
  [
    'an id without its prefix',
    [['budgets', 'budget_1', { family_id: 'F', category: 'food' }]],
    ['Budget budget_1: its family  does not exist.'],
  ],
  ['a deleted document', [['expenses', 'expense_1', { deleted_at: new Date() }]], []],
])('%s', async (_, rows, messages) => {
  const found: string[] = []
  await using directory = await createObservationDirectory()
  const checker = new ReferenceChecker(BUNDLED_ENTITIES, directory.path)
  for (const check of [
    { of: expense, to: ['user', 'family', 'category'] },
    { of: budget, to: ['family', 'category'] },
  ])
    checker.add(check, ({ message }) => void found.push(message))
  const plurals = ['categories', 'families', 'users', 'expenses', 'budgets'] as const
  const observers = new Map(plurals.map((plural) => [plural as EntityPlural, checker.getObservers(plural)]))
  for (const [kind, id, fields] of [CATEGORY, FAMILY, OTHER_FAMILY, USER, ...rows]) {
    for (const observe of observers.get(kind) ?? []) observe({ kind, id, canonical: '', fields })
  }
  checker.check()
  expect(found.toSorted()).toEqual(messages)
})
