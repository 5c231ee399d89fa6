import { afterAll, beforeAll, expect, test } from 'vitest'
import { createApiCaller, createTestUser, type SignedInUser } from '../../../test/support/api-caller.js'
import { buildOnce } from '../../../test/support/build-once.js'
import { canTestWithProgram } from '../../../test/support/can-test-with-program.js'
import { createServedProject } from '../../../test/support/served-project.js'
import { openStudioBrowser, type StudioBrowser } from '../../../test/support/studio-browser.js'
import { startTestServices, type TestServices } from '../../../test/support/test-services.js'
import { startStudioServer, type StudioServer } from './start-studio-server.js'

let under: TestServices
let studio: StudioServer
let owner: SignedInUser
let isRunning = true

beforeAll(async () => {
  await buildOnce()
  under = await startTestServices()
  owner = await createTestUser(under.gateway, 'The Testers')
  const project = createServedProject(under, () => isRunning)
  studio = await startStudioServer({ project, port: 0, write: true, program: 'homemanager' })
})
afterAll(async () => {
  await studio[Symbol.asyncDispose]()
  await under[Symbol.asyncDispose]()
})

test.skipIf(!canTestWithProgram('chromium', '--version'))(
  'in Chromium: every screen, a record and its edits, and a stack that is gone',
  async () => {
    const call = createApiCaller(under.gateway, owner.token)
    const { body: expense } = await call('POST', '/budget/v1/expenses', {
      amount: '20.10',
      currency: 'USD',
      category: { primary: 'travel' },
      description: 'Train',
    })
    await using browser = await openStudioBrowser(studio.url)
    const { page, problems, origins } = browser
    await page.getByRole('heading', { name: 'Components' }).waitFor()
    expect(page.url()).not.toContain('token')
    // The frame is the same on each screen.
    expect(await browser.findViolations()).toEqual([])

    // The keys lead to the screens.
    await page.keyboard.press('2')
    await page.getByRole('row', { name: /expenses mongo/ }).waitFor()
    await expectAccessible(browser, 'records')
    await page.getByRole('link', { name: 'expenses' }).first().click()
    await page.getByRole('row', { name: /Train/ }).waitFor()
    await expectAccessible(browser, 'grid')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: /^Expense · / }).waitFor()
    await page.getByRole('row', { name: /user_id/ }).waitFor()
    await expectAccessible(browser, 'record')

    // An edit, a conflict, and undo.
    await page.keyboard.press('e')
    await page.getByLabel('description').fill('Night train')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('If-Match: "1"').waitFor()
    await expectAccessible(browser, 'preview', 'dialog')
    await call('PATCH', `/budget/v1/expenses/${expense['id']}`, { description: 'Bus' })
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('it has version 2 now').waitFor()
    await page.locator('button:focus', { hasText: 'Back' }).waitFor()
    await page.getByRole('button', { name: 'Save over it' }).click()
    await page.getByText('version 3').first().waitFor()
    const read = async (): Promise<unknown> =>
      (await call('GET', `/budget/v1/expenses/${expense['id']}`)).body['description']
    expect(await read()).toBe('Night train')
    await page.keyboard.press('u')
    await page.getByText('version 4').first().waitFor()
    expect(await read()).toBe('Bus')

    // A column of the project's own is written straight to the store.
    const { pool } = under.stores.postgres
    await pool.query('ALTER TABLE users ADD COLUMN nickname text')
    await page.goto(`${new URL(studio.url).origin}/records/user/${owner.id}`)
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('nickname').fill('Lex')
    await expectAccessible(browser, 'own column', 'dialog')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('Straight to postgres. No service').waitFor()
    await page.getByText(`SET "nickname" = 'Lex'`).waitFor()
    await pool.query("UPDATE users SET nickname = 'Al'")
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The record was changed meanwhile.').waitFor()
    await expectAccessible(browser, 'conflict of an own column', 'dialog')
    await page.getByRole('button', { name: 'Save over it' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    const readNickname = async (): Promise<unknown> =>
      (await pool.query('SELECT nickname FROM users')).rows[0]
    expect(await readNickname()).toEqual({ nickname: 'Lex' })
    await page.getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })
    expect(await readNickname()).toEqual({ nickname: 'Al' })

    // An edit that was overwritten is not undone.
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('nickname').fill('Lex')
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Undo' }).waitFor()
    await pool.query("UPDATE users SET nickname = 'Sandy'")
    await page.keyboard.press('u')
    await page.getByText('so the edit is not undone. Edit the field instead.').waitFor()
    await page.getByText('Sandy', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Undo' }).waitFor({ state: 'detached' })

    // After a conflict is cancelled, the page shows the record as it is.
    await page.getByRole('button', { name: 'Edit' }).click()
    await page.getByLabel('nickname').fill('Lex')
    await pool.query("UPDATE users SET nickname = 'Alix'")
    await page.getByRole('button', { name: 'Preview' }).click()
    await page.getByText('The record was changed meanwhile.').waitFor()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByText('Alix', { exact: true }).waitFor()

    for (const [key, heading] of [
      ['4', 'Events'],
      ['5', 'Traces'],
      ['6', 'Logs of all components'],
      ['7', 'Schema'],
      ['8', 'Access patterns'],
      ['9', 'Verify'],
      ['0', 'Snapshots'],
    ] as const) {
      await page.keyboard.press(key)
      await page.getByRole('heading', { name: heading, exact: true }).waitFor()
      await page.locator('main[aria-busy=false] .origin').waitFor()
      await expectAccessible(browser, heading)
    }

    await page.keyboard.press('3')
    await page.getByRole('button', { name: /Run/ }).waitFor()
    await page.locator('.cm-content').click()
    await page.keyboard.type('SELECT name FROM families')
    await page.keyboard.press('Control+Enter')
    await page.getByRole('row', { name: 'The Testers' }).waitFor()
    await page.getByText('Seq Scan on families').waitFor()
    await expectAccessible(browser, 'query')
    await page.getByText('all', { exact: true }).click()
    await page.locator('.cm-content').click()
    // By itself, Chromium keeps the style of selected text that is typed over, which the policy of Studio forbids.
    await page.keyboard.press('Control+a')
    await page.keyboard.type("SELECT count(*) || ' bought' AS n FROM expense_i")
    await page.getByRole('option', { name: 'expense_items' }).click()
    await page.keyboard.press('Control+Enter')
    await page.getByRole('row', { name: /^\d+ bought/ }).waitFor()
    await page.getByRole('complementary', { name: 'Read' }).getByText('expense_items').waitFor()
    // What was run on the project, also elsewhere.
    const ran = page.getByRole('region', { name: 'History' }).getByRole('link')
    await expect
      .poll(() => ran.allTextContents())
      .toEqual([
        expect.stringContaining('AS n FROM expense_items'),
        expect.stringContaining('SELECT name FROM families'),
      ])
    await expectAccessible(browser, 'query across stores')

    // The stack is gone, and comes back.
    isRunning = false
    await page.getByRole('link', { name: 'expenses' }).click()
    await page.getByRole('heading', { name: /is not running/ }).waitFor()
    isRunning = true
    await page.getByRole('row', { name: /Bus/ }).waitFor()
    expect(problems).toEqual([])
    expect([...origins]).toEqual([new URL(studio.url).origin])
  },
)

async function expectAccessible(browser: StudioBrowser, name: string, part = 'main'): Promise<void> {
  expect([name, await browser.findViolations(part)]).toEqual([name, []])
}
