import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { createTemporaryDirectory } from '../../../../core/temporary-directory.js'
import { findExternalEditor } from './external-editor.js'

const useTerminal = (run: () => void): void => run()

test('the editor of the user gets a file that only this user can read, and that is deleted afterwards', () => {
  const directory = createTemporaryDirectory('homemanager-editor-')
  onTestFinished(() => rmSync(directory, { recursive: true }))
  const program = join(directory, 'editor')
  const log = join(directory, 'log')
  writeFileSync(program, `echo "$1" "$(ls -l "$2" | cut -c1-10)" "$2" > '${log}'\nsed -i.old s/1/2/ "$2"\n`)
  const editor = findExternalEditor({ EDITOR: 'vi', VISUAL: `sh '${program}' --wait` }, useTerminal)
  expect(editor?.edit('{"price": 1}', 'receipt')).toBe('{"price": 2}')
  const [, option, mode, file = ''] = /^(\S+) (\S+) (.+)$/.exec(readFileSync(log, 'utf8').trim()) ?? []
  expect([option, mode]).toEqual(['--wait', '-rw-------'])
  expect(file).toMatch(/receipt\.json$/)
  expect(existsSync(file)).toBe(false)
  expect(statSync(directory).isDirectory()).toBe(true)
})

test('without a variable there is no editor, and one that fails says so', () => {
  expect(findExternalEditor({ EDITOR: ' ' }, useTerminal)).toBeUndefined()
  const editor = findExternalEditor({ EDITOR: 'exit 3;' }, useTerminal)
  expect(() => editor?.edit('{}', 'receipt')).toThrow('exit 3; ended with code 3.')
})
