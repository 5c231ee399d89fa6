import { expect, test } from 'vitest'
import { toCalls, toEphemeralFlags, toStackOptions } from './suggest-calls.js'

test.each([
  ['Run homemanager migrate.', 'Call migrate().'],
  [
    'Run homemanager seed small --reset to replace it, or homemanager seed small --append to add to it.',
    'Call seed({ profile: "small", reset: true }) to replace it, or seed({ profile: "small", append: true }) to add to it.',
  ],
  [
    'To replace it, run homemanager seed demo --seed 7 --reset.',
    'To replace it, call seed({ profile: "demo", seed: 7, reset: true }).',
  ],
  ['Run homemanager seed first.', 'Call seed() first.'],
  [
    'Run homemanager seed first, or run homemanager verify without --dataset.',
    'Call seed() first, or call verify() without dataset: true.',
  ],
  [
    'Rename the file to the next number, or run homemanager migrate --allow-out-of-order.',
    'Rename the file to the next number, or call migrate({ allowOutOfOrder: true }).',
  ],
  ['Add -p user=VALUE.', 'Pass the values as the second argument: { user: … }.'],
  [
    'Use :user in the query, or omit -p user.',
    'Use :user in the query, or omit user in the second argument.',
  ],
  ['Datasets are mixed only with --append.', 'Datasets are mixed only with append: true.'],
])('%s', (text, expected) => {
  expect(toCalls(text)).toBe(expected)
})

test.each([
  'Run homemanager migrate status to list the IDs.',
  'Run homemanager migrate down --store postgres to resume it.',
  'Run homemanager status to check the stack, or homemanager up --provider embedded.',
])('commands without a method stay: %s', (text) => {
  expect(toCalls(text)).toBe(text)
})

test.each([
  ['Run homemanager logs mongo, or allow more time with --timeout.', 'Allow more time with timeoutMs.'],
  [
    'Run the command again with a longer --timeout; it resumes what was interrupted.',
    'Call createStack again with a longer timeoutMs.',
  ],
  ['Try --project bad-name.', 'Try project: "bad-name".'],
  [
    'Stop that process, or set another port: HOMEMANAGER_POSTGRES_PORT, or ports.postgres in homemanager.yaml.',
    'Stop that process, or set another port: the option ports.postgres, or the same in homemanager.yaml.',
  ],
  ['Set them, or run homemanager up --provider embedded.', 'Set them, or pass provider: "embedded".'],
])('createStack: %s', (text, expected) => {
  expect(toStackOptions(text, true)).toBe(expected)
})

test('the log of a stack that is not ephemeral can be read', () => {
  const text = 'Run homemanager logs mongo, or allow more time with --timeout.'
  expect(toStackOptions(text, false)).toBe('Run homemanager logs mongo, or allow more time with timeoutMs.')
})

test.each([
  ['Start Docker, or run homemanager up --provider embedded.', 'Start Docker, or use --provider embedded.'],
  ['Run homemanager logs mongo, or allow more time with --timeout.', 'Allow more time with --timeout.'],
])('a command with --ephemeral: %s', (text, expected) => {
  expect(toEphemeralFlags(text)).toBe(expected)
})
