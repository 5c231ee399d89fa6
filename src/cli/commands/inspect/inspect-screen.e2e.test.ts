import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { buildOnce } from '../../../../test/support/build-once.js'
import { createExampleStores, putTodo, toExampleId } from '../../../../test/support/example-stores.js'
import { getEndpoints } from '../../../../test/support/get-endpoints.js'
import { type ProjectDirectory, createProjectDirectory } from '../../../../test/support/project-directory.js'
import { type ScreenProgram, startScreenProgram } from '../../../../test/support/screen-program.js'
import { HAS_TERMINAL, KEYS } from '../../../../test/support/terminal.js'
import { waitUntil } from '../../../../test/support/wait-until.js'
import { WITHOUT_FETCH } from '../../../../test/support/without-fetch.js'
import type { Stores } from '../../../stores/stores.js'

const PROGRAM = fileURLToPath(new URL('../../../../bin/homemanager.js', import.meta.url))
const EMAIL = 'demo@example.com'
let stores: Stores & AsyncDisposable
let project: ProjectDirectory

beforeAll(async () => {
  await buildOnce()
  stores = await createExampleStores()
  project = await createProjectDirectory(getEndpoints(stores))
  await putTodo(stores, 462, { title: 'For nobody', assigned_to: `USER#${toExampleId(999)}` })
  await putTodo(stores, 463, { title: 'Escape \u001B[2J of \u0007 a terminal' })
})
afterAll(async () => {
  await project[Symbol.asyncDispose]()
  await stores[Symbol.asyncDispose]()
})

const startInspect = (
  columns: number,
  rows: number,
  env: NodeJS.ProcessEnv = {},
  ...args: readonly string[]
): ScreenProgram =>
  startScreenProgram([process.execPath, PROGRAM, '--project', 'test', 'inspect', ...args], {
    cwd: project.directory,
    columns,
    rows,
    env: { ...project.env, NO_COLOR: undefined, LANG: 'C.UTF-8', ...env },
  })

test.skipIf(!HAS_TERMINAL)('a long message is wrapped', async () => {
  using terminal = startInspect(80, 24)
  await terminal.waitFor('Components')
  terminal.type(':')
  terminal.type(`groceries${KEYS.enter}`)
  await terminal.waitFor('Search for')
  terminal.type(KEYS.enter)
  await terminal.waitFor('Category  Groceries')
  terminal.type('e')
  await terminal.waitFor('No service changes categories.')
  expect(terminal.screen().slice(-2).join(' ')).toMatch(
    /✗ No service changes categories\. These can be edited: .* own +entities\./,
  )
})

test.skipIf(!HAS_TERMINAL)('from the overview to a record and its references, and back', async () => {
  using terminal = startInspect(80, 24)
  expect(await terminal.waitFor('Components')).toContain('homemanager --project test status')
  expect(terminal.screen()).toHaveLength(24)
  terminal.type('2')
  await terminal.waitFor('table families')
  // Users are the first entity.
  terminal.type(KEYS.enter)
  const grid = await terminal.waitFor('DISPLAY_NAME')
  expect(grid).toContain('users_pkey')
  expect(grid).not.toContain('password_hash')
  terminal.type('/zzqx')
  await terminal.waitFor('Enter searches all users for "zzqx".')
  // A row that was selected meanwhile can be opened.
  terminal.type('\u0015xample')
  await terminal.waitFor(/filter: xample/)
  terminal.type('\u001B[H')
  terminal.type('e')
  await terminal.waitFor(/filter: example/)
  terminal.type(KEYS.down)
  await terminal.waitFor('Enter keeps the filter')
  terminal.type(KEYS.enter)
  await terminal.waitFor(/filter: example {2}\?/)
  terminal.type('/\u0015demo')
  await terminal.waitFor(/filter: demo .*1 of \d+/)
  terminal.type(KEYS.enter)
  await terminal.waitFor('Search for “demo”')
  await terminal.waitFor('1 found, all searched')
  terminal.type(KEYS.enter)
  await terminal.waitFor(/\[Fields\]/)
  terminal.type('f')
  expect(await terminal.waitFor(/\[References\]/)).toMatch(/✓ {2}family_id +→ The Does/)
  terminal.type(KEYS.enter)
  await terminal.waitFor('Family  The Does')
  terminal.type('y')
  await terminal.waitFor(`Copied ${toExampleId(789)}`)
  const copied = Buffer.from(toExampleId(789)).toString('base64')
  expect(terminal.output()).toContain(`\u001B]52;c;${copied}\u0007`)
  terminal.type(KEYS.escape)
  await terminal.waitFor(/\[References\]/)
  terminal.type('q')
  expect(await terminal.waitForExit()).toEqual({ code: 0, modes: { echo: true, canonical: true } })
  expect(terminal.isAlternate()).toBe(false)
})

test.skipIf(!HAS_TERMINAL)(
  'the screens have their digits at 40, 80 and 100 columns; the first screen does without fetch',
  async () => {
    using terminal = startInspect(100, 24, WITHOUT_FETCH)
    expect(await terminal.waitFor('Components')).toContain('homemanager --project test status')
    expect(terminal.screen()[0]).toBe(
      '[1 Overview] 2 Records 3 Query 4 Events 5 Traces 6 Logs 7 Schema 8 Patterns 9 Verify 0 Snapshots',
    )
    terminal.resize(80, 24)
    await terminal.waitFor('[1 Overview] 2 3 4 5 6 7 8 9 0')
    terminal.type('7')
    // Names are not cut where they differ.
    await terminal.waitFor(/platform\.consumer_offsets +3 /)
    terminal.type(KEYS.enter)
    await terminal.waitFor(/column +owner_id +uuid NOT NULL/)
    terminal.type('1')
    await terminal.waitFor('Components')
    terminal.resize(40, 24)
    await terminal.waitFor('[1 Overview] 2 3 4 5 6 7 8 9 0')
  },
)

test.skipIf(!HAS_TERMINAL)(
  'panes side by side, without colours, at another size, and the end by SIGTERM',
  async () => {
    using terminal = startInspect(160, 50, { NO_COLOR: '1' })
    await terminal.waitFor('COMPONENTS')
    terminal.type(':')
    await terminal.waitFor('Go to:')
    terminal.type(`nobody${KEYS.enter}`)
    await terminal.waitFor('1 found, all searched')
    terminal.type(KEYS.enter)
    const wide = await terminal.waitFor('HISTORY')
    expect(wide).toMatch(/REFERENCES[\s\S]*✗ {2}assigned_to +→ user 0{8}-.*dangling/)
    expect(wide).toMatch(/SK +TODO# \|/)
    // oxlint-disable-next-line no-control-regex
    expect(terminal.output()).not.toMatch(/\u001B\[3\dm/)
    terminal.resize(80, 24)
    await terminal.waitFor(/\[Fields\].*✗1/)
    expect(terminal.screen().at(-1)).toContain('? help')
    terminal.kill(15)
    expect(await terminal.waitForExit()).toEqual({ code: 130, modes: { echo: true, canonical: true } })
    expect(terminal.isAlternate()).toBe(false)
  },
)

test.skipIf(!HAS_TERMINAL)('stored text does not control the terminal, and Ctrl-C ends quietly', async () => {
  using terminal = startInspect(80, 24)
  await terminal.waitFor('Components')
  terminal.type(':todos\r')
  await terminal.waitFor('Escape')
  expect(terminal.output()).not.toContain('Escape \u001B[2J')
  terminal.type('?')
  await terminal.waitFor('first or last row')
  terminal.type(KEYS.ctrlC)
  expect(await terminal.waitForExit()).toMatchObject({ code: 130, modes: { echo: true } })
  expect(terminal.isAlternate()).toBe(false)
  expect(terminal.screen().join('')).toBe('')
})

test.skipIf(!HAS_TERMINAL)('the terminal shows what it did before, also after SIGKILL', async () => {
  const inspect = `sh -c 'echo $$ > inspect.pid; exec "$@"' sh "$@"`
  const command = [process.execPath, PROGRAM, '--project', 'test', 'inspect']
  using terminal = startScreenProgram(['sh', '-c', `${inspect}; echo ended; cat`, 'sh', ...command], {
    cwd: project.directory,
    columns: 80,
    rows: 24,
    env: { ...project.env, LANG: 'C.UTF-8' },
  })
  await terminal.waitFor('Components')
  const pid = Number(readFileSync(join(project.directory, 'inspect.pid'), 'utf8'))
  // The shell that watches it.
  await waitUntil(() => spawnSync('pgrep', ['-P', String(pid)]).status === 0)
  process.kill(pid, 'SIGKILL')
  // What is written before the screen is left is not on the one that is shown then.
  await waitUntil(() => terminal.output().includes('ended') && !terminal.isAlternate())
  expect(terminal.output()).toContain('\u001B[?25h\u001B[?1049l')
})

test.skipIf(!HAS_TERMINAL)('each screen, and a statement that only reads', async () => {
  using terminal = startInspect(160, 50)
  await terminal.waitFor('COMPONENTS')
  const shown = [
    ['4', 'The event log is empty'],
    ['5', 'No trace is recorded'],
    ['6', 'Logs of all components'],
    ['7', 'platform.consumer_offsets'],
    ['8', 'identity.user-by-id'],
    ['9', 'records read'],
    ['0', 'There are no snapshots'],
    ['3', 'type a statement'],
  ] as const
  for (const [key, text] of shown) {
    terminal.type(key)
    await terminal.waitFor(text)
  }
  // Typing begins a statement. Without a store, it is SQL.
  terminal.type(`SELECT count(*) AS persons FROM users${KEYS.enter}`)
  await terminal.waitFor(/persons .*\n› \d/)
  terminal.type(`e\u0015postgres SELECT count(*) AS people FROM users${KEYS.enter}`)
  expect(await terminal.waitFor(/people .*\n› \d/)).toContain('Seq Scan on users')
  terminal.type(`e\u0015DELETE FROM users${KEYS.enter}`)
  await terminal.waitFor('WRITE_NOT_ALLOWED')
  terminal.type(`e\u0015all SELECT count(*) AS bought FROM expen\t`)
  await terminal.waitFor('expense_items expenses')
  terminal.type(`_\t e WHERE e.pos\t = 1${KEYS.enter}`)
  await terminal.waitFor(/bought .*\n› \d/)
  terminal.type(`${KEYS.escape}q`)
  expect(await terminal.waitForExit()).toMatchObject({ code: 0 })
})

test.skipIf(!HAS_TERMINAL)('an entity without an ID opens the list of its records', async () => {
  for (const [entity, shown] of [
    ['todo', 'Escape'],
    ['event', 'There are no events.'],
  ] as const) {
    using terminal = startInspect(80, 24, {}, entity)
    await terminal.waitFor(shown)
    terminal.type('q')
    expect(await terminal.waitForExit()).toMatchObject({ code: 0 })
  }
  using terminal = startInspect(80, 24, {}, 'todo', '--history')
  await terminal.waitFor('--history requires an ID.')
  expect(await terminal.waitForExit()).toMatchObject({ code: 2 })
})

test.skipIf(!HAS_TERMINAL)('no line of an expense is wider than the terminal', async () => {
  using terminal = startInspect(80, 24, {}, 'expense', toExampleId(123))
  await terminal.waitForExit()
  const text = stripVTControlCharacters(Buffer.from(terminal.output(), 'latin1').toString())
  for (const line of text.split(/\r?\n/)) expect(line.length).toBeLessThanOrEqual(80)
  expect(text).toContain('References')
})

test('without a terminal, an ID is required', async () => {
  expect(await project.run('inspect')).toMatchObject({ code: 2 })
  // Only those with names or titles can be searched.
  expect((await project.run('inspect', 'todo')).stderr).toContain('--search TEXT')
  expect((await project.run('inspect', 'event')).stderr).not.toContain('--search')
  expect(await project.run('inspect', EMAIL)).toMatchObject({ code: 0 })
})
