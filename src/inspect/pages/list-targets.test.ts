import { expect, test } from 'vitest'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import { listTargets } from './list-targets.js'

const ID = '00000000-0000-7000-8000-000000000456'

test.each([
  ['todo 456', ['Open the todo “456”', 'Search all records for “todo 456”']],
  ['todos 456', ['Open the todo “456”', 'Search all records for “todos 456”']],
  ['inspect todo 456 --json', ['Open the todo “456”', 'Search all records for “todo 456”']],
  [
    'homemanager inspect todo "buy oats"',
    ['Open the todo “buy oats”', 'Search all records for “todo buy oats”'],
  ],
  ['homemanager inspect -n 3 456', ['Open the record “456”', 'Search all records for “456”']],
  ["inspect --search 'whole foods", ['Search all records for “whole foods”']],
  ['inspect --search', ['Browse the stack']],
  ['expense --search=coffee', ['Search all expenses for “coffee”']],
  ['inspect members', ['Browse the members']],
  ['member x', ['Search all records for “member x”']],
  ...[ID, `expense_${ID}`, ` USER#${ID} `, 'alex.parker@homemanager.example'].map(
    (text) =>
      [text, [`Open the record “${text.trim()}”`, `Search all records for “${text.trim()}”`]] as const,
  ),
  ['npx homemanager inspect todo 456', ['Open the todo “456”', 'Search all records for “todo 456”']],
  ['homemanager trace B3921ae4', ['Open the trace b3921ae4']],
  ['trace b3921ae43360ae98', ['Open the trace b3921ae43360ae98']],
  ['b3921ae43360ae98', ['Open the trace b3921ae43360ae98']],
  ['1234567890123456', ['Search all records for “1234567890123456”']],
  ['trace of rain', ['Search all records for “trace of rain”']],
  ['456', ['Search all records for “456”']],
  ['to', ['Search all records for “to”']],
  ["O'Brien's", ["Search all records for “O'Brien's”"]],
  ['homemanager inspect', ['Browse the stack']],
] as const)('%s leads to what the command line shows for it', (text, names) => {
  expect(listTargets(BUNDLED_ENTITIES, text).map(({ name }) => name)).toEqual(names)
})

test('a record is opened, and a search is of an entity', () => {
  const list = (text: string): readonly string[] =>
    listTargets(BUNDLED_ENTITIES, text).map(({ address }) => address)
  expect(list('todo 456')).toEqual(['/search?text=456&entity=todo&open=true', '/search?text=todo+456'])
  expect(list('todo --search oats')).toEqual(['/search?text=oats&entity=todo'])
  expect(list('inspect members')).toEqual(['/records/member'])
})
