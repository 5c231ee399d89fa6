import { existsSync } from 'node:fs'
import path from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { createMigratedStores } from '../../../../test/support/migrated-stores.js'
import { createProjectDirectory } from '../../../../test/support/project-directory.js'
import { createTestFamily } from '../../../../test/support/test-family.js'
import { createId } from '../../../core/ids.js'

beforeAll(buildOnce)

test('records of the running stack are completed, and nothing that bash would evaluate', async () => {
  await using location = await createMigratedStores()
  await using project = await createProjectDirectory(location.endpoints)
  const { familyId } = await createTestFamily(location.stores)
  const { pool } = location.stores.postgres
  const addUser = async (email: string): Promise<unknown> =>
    pool.query("INSERT INTO users (id, email, password_hash) VALUES ($1, $2, 'none')", [createId(), email])
  await addUser('al.one@example.com')
  await addUser('al.two@example.com')
  await addUser('al$(touch${ifs}evaluated)@example.com')
  await project.runShell('homemanager completion bash > completion.bash')
  const complete = async (...words: readonly string[]): Promise<readonly string[]> => {
    const line = words.map((word) => `'${word}'`).join(' ')
    const { stdout } = await project.runShell(
      `source completion.bash; COMP_WORDS=(homemanager ${line}); COMP_CWORD=${words.length}; _homemanager; printf '%s\\n' "\${COMPREPLY[@]}"`,
    )
    return stdout.split('\n').filter((word) => word !== '')
  }
  expect(await complete('inspect', 'user', 'al')).toEqual(['al.one@example.com', 'al.two@example.com'])
  expect(await complete('inspect', 'family', familyId.slice(0, -2))).toEqual([familyId])
  expect(await complete('events', '--family', familyId.slice(0, -2))).toEqual([familyId])
  // What bash makes of an email address. It replaces what follows the @, and splits words of other commands as before.
  expect(await complete('inspect', 'user', 'al.one', '@', 'ex')).toEqual(['example.com'])
  expect(await complete('inspect', 'user', 'al.one', '@')).toEqual(['@example.com'])
  const wordBreaks = 'echo "$COMP_WORDBREAKS"'
  const { stdout } = await project.runShell(`${wordBreaks}; source completion.bash; ${wordBreaks}`)
  const [before, after] = stdout.match(/[^\n]*@[^\n]*/g) ?? []
  expect([before, after]).toEqual([expect.stringContaining('@'), before])
  const [todoId, expenseId, eventId, correlationId] = [
    createId(),
    `expense_${createId()}`,
    createId(),
    createId(),
  ]
  const record = async (id: string, type: string, subject: string): Promise<unknown> =>
    pool.query(
      'INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope) VALUES ($1, $2, $3, $4, now(), $5)',
      [id, type, 'test', subject, { correlationid: correlationId, data: { title: 'x' } }],
    )
  await record(eventId, 'todo.todo.created', todoId)
  await record(createId(), 'budget.expense.created', expenseId)
  expect(await complete('inspect', 'todo', todoId.slice(0, -2))).toEqual([todoId])
  expect(await complete('inspect', 'expense', 'expense_')).toEqual([expenseId])
  expect(await complete('inspect', 'event', eventId.slice(0, -2))).toEqual([eventId])
  expect(await complete('events', 'redeliver', eventId.slice(0, -2))).toEqual([eventId])
  expect(await complete('events', '--correlation', '')).toEqual([correlationId])
  expect(await complete('inspect', 'todo', 'al')).toEqual([])
  expect(await complete('saga', 'show', '')).toEqual([])
  expect(existsSync(path.join(project.directory, 'evaluated'))).toBe(false)
})
