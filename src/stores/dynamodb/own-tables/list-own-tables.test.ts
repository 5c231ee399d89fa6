import { expect, test } from 'vitest'
import { selectOwnTables } from './list-own-tables.js'

test.each<[string, readonly string[], readonly string[], readonly string[]]>([
  ['own tables', ['b', 'a', 'todos', 'todos-migrations'], [], ['a', 'b']],
  ['no tables of forks', ['a', 'fork_1', 'fork_1-migrations', 'todos', 'todos-migrations'], ['a'], ['a']],
  [
    'a recorded table, although another one has the name of its history',
    ['a', 'a-migrations', 'todos', 'todos-migrations'],
    ['a', 'a-migrations'],
    ['a', 'a-migrations'],
  ],
  [
    'in a fork, neither the tables of the original nor of other forks',
    ['a', 'fork_1', 'fork_1-migrations', 'fork_2', 'fork_2-migrations', 'todos', 'todos-migrations'],
    [],
    ['a'],
  ],
])('%s', (label, names, recorded, expected) => {
  const table = label.startsWith('in a fork') ? 'fork_1' : 'todos'
  expect(selectOwnTables(names, table, recorded)).toEqual(expected)
})
