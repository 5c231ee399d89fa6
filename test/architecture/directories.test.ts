import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

/** With arguments that have parentheses of their own. */
const RECURSIVE_MKDIR = /\bmkdir(?:Sync)?\((?:[^()]|\([^()]*\))*\brecursive\b/

// It never returns where a file system answers ENOENT although the parent exists: see `createDirectory`.
test('directories are not created with the recursive mkdir of Node.js', () => {
  expect('await mkdir(\n  path.dirname(file), { recursive: true })').toMatch(RECURSIVE_MKDIR)
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
    (file) => file.endsWith('.ts') && !file.endsWith('.test.ts'),
  )
  expect(files.filter((file) => RECURSIVE_MKDIR.test(readFileSync(`src/${file}`, 'utf8')))).toEqual([])
})
