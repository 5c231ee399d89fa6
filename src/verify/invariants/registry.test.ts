import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { INVARIANTS } from './registry.js'

const DIRECTORY = fileURLToPath(new URL('.', import.meta.url))

test('every file of an invariant is registered, in the order of the numbers', () => {
  const files = readdirSync(DIRECTORY).filter((name) => /^\d/.test(name))
  expect(INVARIANTS.map(({ number, name }) => `${String(number).padStart(2, '0')}-${name}.ts`)).toEqual(
    files.toSorted(),
  )
})

test('every invariant has a check', () => {
  const unchecked = INVARIANTS.filter(
    ({ records, subjects, references, checkStore }) => !records && !subjects && !references && !checkStore,
  )
  expect(unchecked).toEqual([])
})
