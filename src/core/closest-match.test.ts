import { expect, test } from 'vitest'
import { findClosestMatch } from './closest-match.js'

test.each([
  ['foo', ['todo'], undefined],
  ['bogus', ['logs'], undefined],
  ['statu', ['status'], 'status'],
  ['tcsh', ['bash', 'zsh', 'fish'], undefined],
  ['9.9', ['3.6', '4.0', '5.0'], undefined],
  ['u', ['up'], undefined],
  ['pu', ['up'], 'up'],
  ['tood', ['todo'], 'todo'],
  ['rediss', ['redis'], 'redis'],
  ['warning', ['debug', 'info', 'warn', 'error'], 'warn'],
  ['upload', ['up', 'down'], undefined],
  ['ephemral', ['ephemeral'], 'ephemeral'],
  ['postgress', ['postgres'], 'postgres'],
])('%s among %j', (word, candidates, expected) => {
  expect(findClosestMatch(word, candidates)).toBe(expected)
})
