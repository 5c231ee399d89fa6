import { expect, test } from 'vitest'
import { defineEntity } from '../../domain/entities/entity.js'
import { text, uuid } from '../../domain/entities/field.js'
import { extendEntities } from '../../domain/entities/registry.js'
import { completeStatement } from './complete-statement.js'
import { listStatementNames } from './statement-names.js'

const pet = defineEntity({
  name: 'pet',
  plural: 'pets',
  place: { store: 'mongo', collection: 'animals' },
  id: { fields: ['_id'] },
  fields: { _id: uuid(), nickname: text() },
  title: ({ nickname }) => nickname,
})
const names = listStatementNames(extendEntities([pet]))

test.each([
  ['a', ['all']],
  ['all SELECT * FROM pe', ['pets']],
  ['all SELECT * FROM expen', ['expense_items', 'expenses']],
  ['all SELECT p.nick FROM pets p JOIN users u ON u.ema', ['email']],
  ['all SELECT * FROM pets p WHERE p.n', ['nickname']],
  ['all SELECT * FROM pets AS p WHERE p.n', ['nickname']],
  ['all SELECT * FROM users WHERE ema', ['email']],
  ['mongo anim', ['animals']],
  ['postgres SELECT * FROM invit', ['invitations']],
  ['SELECT * FROM invit', ['invitations']],
  ['SELECT u.ema', []],
  ['SELECT u.ema FROM users u WHERE u.ema', ['email']],
  ['animals.find({nick', ['nickname']],
  ['dynamodb us', []],
])('completes %s', (entered, candidates) => {
  expect(completeStatement(names, entered).candidates).toEqual(candidates)
})

test('secret columns are not completed in SQL across the stores', () => {
  expect(completeStatement(names, 'all SELECT u. FROM users u WHERE u.pass').candidates).toEqual([])
})

test('the column of an alias replaces what follows the dot', () => {
  expect(completeStatement(names, 'all SELECT p.nick FROM pets p WHERE p.n')).toEqual({
    start: 38,
    candidates: ['nickname'],
  })
})
