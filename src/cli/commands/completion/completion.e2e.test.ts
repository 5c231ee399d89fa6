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
  const family = await createTestFamily(location.stores)
  const { familyId } = family
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
  const [eventId, correlationId] = [createId(), createId()]
  await pool.query(
    "INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope) VALUES ($1, 'test.created', 'test', 'x', now(), $2)",
    [eventId, { correlationid: correlationId }],
  )
  const records = await family.readRecords()
  for (const [entity, expected] of [
    ['todo', records.todos],
    ['expense', records.expenses],
    ['budget', records.budgets],
  ] as const) {
    const ids = await complete('inspect', entity, '')
    const all = (expected as readonly StoredRecord[]).map(getId)
    expect([ids.length, all]).toEqual([Math.min(all.length, 50), expect.arrayContaining([...ids])])
    // Budgets are read as expenses are.
    if (entity === 'budget') continue
    expect(await complete('inspect', entity, ids[0]?.slice(0, -2) ?? '')).toEqual([ids[0]])
    expect(await complete('inspect', entity, `${ids[0]}$(touch evaluated)`)).toEqual([])
  }
  const categoryId = `FAMILY#${familyId}/games`
  await location.stores.mongo.db
    .collection<{ _id: string }>('categories')
    .insertOne({ _id: categoryId, label: 'Games', subcategories: [], version: 1 } as { _id: string })
  expect(await complete('inspect', 'category', 'FAMILY#')).toEqual([categoryId])
  const invitationId = createId()
  await pool.query(
    "INSERT INTO invitations (id, family_id, email, role, invited_by, expires_at) VALUES ($1, $2, 'x@example.com', 'adult', $3, now())",
    [invitationId, familyId, family.userIds[0]],
  )
  expect(await complete('inspect', 'invitation', '')).toEqual([invitationId])
  expect(await complete('inspect', 'event', eventId.slice(0, -2))).toEqual([eventId])
  expect(await complete('events', 'redeliver', eventId.slice(0, -2))).toEqual([eventId])
  expect(await complete('events', '--correlation', '')).toEqual([correlationId])
  expect(await complete('inspect', 'todo', 'al')).toEqual([])
  expect(await complete('saga', 'show', '')).toEqual([])
  expect(existsSync(path.join(project.directory, 'evaluated'))).toBe(false)
})

interface StoredRecord {
  readonly id?: string
  readonly _id?: string
}

function getId({ id, _id }: StoredRecord): string {
  return id ?? _id ?? ''
}
