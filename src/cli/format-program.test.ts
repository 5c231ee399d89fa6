import { expect, test, vi } from 'vitest'
import { COMMANDS } from './command-index.js'
import { createCommandAddresser, formatProgram } from './format-program.js'

const cwd = process.cwd()
const names = COMMANDS.map(({ definition }) => definition.name)

test.each([
  ['Run homemanager up.', 'Run homemanager --project shop up.'],
  [
    'Run homemanager migrate to apply them, or homemanager migrate plan to preview them.',
    'Run homemanager --project shop migrate to apply them, or homemanager --project shop migrate plan to preview them.',
  ],
  ['Use --project, or run homemanager up.', 'Use --project, or run homemanager --project shop up.'],
  ['\u001B[36mhomemanager up\u001B[39m', '\u001B[36mhomemanager --project shop up\u001B[39m'],
])('commands that are suggested act on the project that the command named: %s', (text, expected) => {
  expect(createCommandAddresser({ cwd, project: 'shop' }, names)(text)).toBe(expected)
  expect(createCommandAddresser({ cwd }, names)(text)).toBe(text)
})

test.each([
  'Run homemanager ls.',
  'Run homemanager up --help.',
  'Run homemanager down --project other.',
  "Choose one with --cwd: homemanager down --project other --cwd '/a b'.",
  'The services run in homemanager serve.',
  'Correct homemanager.yaml.',
  'The table homemanager statuses.',
])('other text is not changed: %s', (text) => {
  expect(createCommandAddresser({ cwd, project: 'shop' }, names)(text)).toBe(text)
})

test('the directory is named like the project, and the variable HOMEMANAGER_PROJECT like --project', () => {
  vi.stubEnv('HOMEMANAGER_PROJECT', 'from-variable')
  expect(formatProgram({ cwd: '/a b', project: 'shop' })).toBe("homemanager --project shop --cwd '/a b'")
  expect(formatProgram({ cwd })).toBe('homemanager --project from-variable')
  vi.unstubAllEnvs()
  expect(formatProgram({ cwd })).toBe('homemanager')
})
