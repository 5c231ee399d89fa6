import { expect, test } from 'vitest'
import { findLeft } from './list-left-pending.js'

type Pending = Parameters<typeof findLeft>[0][number][number]

const migration = (key: string, ...after: readonly string[]): Pending => {
  const [store, id = ''] = key.split('/') as [Pending['store'], string?]
  return { store, id, after }
}

const POSTGRES = [migration('postgres/1'), migration('postgres/2', 'mongo/2'), migration('postgres/3')]
const DYNAMODB = [migration('dynamodb/1', 'postgres/3'), migration('dynamodb/2')]
const MONGO = [migration('mongo/1'), migration('mongo/2'), migration('mongo/3')]

test('what comes after a migration that stays pending does too, in its store and in others', () => {
  const list = (...left: readonly string[]): readonly (string | undefined)[] =>
    findLeft([POSTGRES, DYNAMODB, MONGO], left).map(
      ({ store, id, follows = '' }) => `${store}/${id} ${follows}`,
    )
  expect(list()).toEqual([])
  expect(list('dynamodb/2')).toEqual(['dynamodb/2 '])
  expect(list('mongo/2')).toEqual([
    'postgres/2 mongo/2',
    'postgres/3 postgres/2',
    'dynamodb/1 postgres/3',
    'dynamodb/2 dynamodb/1',
    'mongo/2 ',
    'mongo/3 mongo/2',
  ])
})

test('an empty migration, and what comes after it, stays pending', () => {
  const empty = { ...migration('mongo/1'), empty: 'steps' as const }
  expect(findLeft([[], [empty, migration('mongo/2')]], [])).toEqual([
    { store: 'mongo', id: '1', empty: 'steps' },
    { store: 'mongo', id: '2', follows: 'mongo/1' },
  ])
})
