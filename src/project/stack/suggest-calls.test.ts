import { expect, test } from 'vitest'
import { toCalls } from './suggest-calls.js'

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
