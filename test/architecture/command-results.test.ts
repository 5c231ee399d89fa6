import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** A statement that runs a command of a project and does nothing with the result. */
const IGNORED_RESULT = /^ *await \w+\.run(?:Alone|With)?\(/m

test('tests check the results of commands; runOk does', () => {
  const files = ['src', 'test'].flatMap((directory) =>
    readdirSync(directory, { recursive: true, encoding: 'utf8' }).map((file) => `${directory}/${file}`),
  )
  const tests = files.filter((file) => file.endsWith('.test.ts') && !file.startsWith('test/architecture/'))
  expect(tests.filter((file) => IGNORED_RESULT.test(readFileSync(file, 'utf8')))).toEqual([])
})
