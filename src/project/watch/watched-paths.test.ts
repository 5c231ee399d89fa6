import { expect, test } from 'vitest'
import { getBaseDirectory, isWatchedPath } from './watched-paths.js'

test.each([
  ['src/**', 'src/a/b.ts', true],
  ['src/**', 'src2/b.ts', false],
  ['src', 'src/a/b.ts', true],
  ['./src/', 'src/a.ts', true],
  ['*.py', 'app.py', true],
  ['*.py', 'lib/app.py', false],
  ['**/*.{ts,js}', 'lib/app.ts', true],
  ['**/*.{ts,js}', 'app.js', true],
  ['**/*.{ts,js}', 'app.tsx', false],
  ['server.cjs', 'server.cjs', true],
  ['server.cjs', 'server-cjs', false],
  ['**', 'src/__pycache__/app.cpython-311.pyc', false],
  ['**', 'node_modules/a/index.js', false],
  ['.', '.git/index', false],
  ['.', 'a/b', true],
])('%s: a change of %s restarts the service: %s', (pattern, path, expected) => {
  expect(isWatchedPath([pattern], path)).toBe(expected)
})

test('only the directories of a pattern are watched', () => {
  expect(['src/**', 'src/*.ts', '*.py', 'lib/a.py', '../shared/**', '.'].map(getBaseDirectory)).toEqual([
    'src',
    'src',
    '',
    'lib',
    '../shared',
    '',
  ])
})
