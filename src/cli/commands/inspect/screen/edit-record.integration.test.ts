import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { createTestUser, type SignedInUser } from '../../../../../test/support/api-caller.js'
import { createServedProject } from '../../../../../test/support/served-project.js'
import { startTestServices, type TestServices } from '../../../../../test/support/test-services.js'
import { waitUntil } from '../../../../../test/support/wait-until.js'
import { composeEventProcessing } from '../../../../app/events/compose-event-processing.js'
import { setTraceRecorder } from '../../../../core/tracing.js'
import { startEventProcessing } from '../../../../events/start-event-processing.js'
import { ACTIONS, isOffered } from './actions.js'
import type { ExternalEditor } from './external-editor.js'
import { handleKey } from './handle-key.js'
import { splitCharacters } from './split-characters.js'
import type { PaneView } from './pane-view.js'
import { Session } from './session.js'

let under: TestServices
let owner: SignedInUser
beforeAll(async () => {
  under = await startTestServices()
  owner = await createTestUser(under.gateway, 'The Testers')
})
afterAll(async () => under[Symbol.asyncDispose]())

test('an expense is edited after a preview, over a conflict, and the edit is undone', async () => {
  const { body: expense } = await owner.call('POST', '/budget/v1/expenses', {
    amount: '20.10',
    currency: 'USD',
    category: { primary: 'travel' },
    description: 'Train',
  })
  const path = `/budget/v1/expenses/${expense['id']}`
  const read = async (): Promise<unknown> => (await owner.call('GET', path)).body['description']
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  // The selected row of a list is opened first.
  await session.open('/records/expense')
  press('e')
  await waitForMenu(/^Edit expense,/)
  expect(session.view?.page.address).toMatch(/^\/records\/expense\/./)
  press('escape')
  await session.open(`/records/expense/${expense['id']}`)

  // The form opens at the selected field.
  const { pane } = session.view ?? {}
  pane?.select(pane.rows.findIndex(({ cells }) => cells[0]?.text === 'currency'))
  press('e')
  await waitForMenu(/^Edit expense, version 1, through the budget service$/)
  expect(session.menu?.items[session.menu.selected]?.name).toBe('currency')
  choose('amount')
  press('ctrl-u')
  choose('twenty')
  // The form stays visible, and has room for the whole text.
  expect(session.prompt?.form?.details).toEqual(['✗ amount: This is not an amount, such as 156.78.'])
  press('escape')
  for (const [field, text, expected] of [
    ['currency', 'dollars', 'the code of a currency, such as USD'],
    ['created_at', '2024-10-05T18', 'a time, such as 2024-10-05T18:00:00Z, or a day, such as 2024-10-05'],
  ] as const) {
    choose(field)
    press('ctrl-u')
    choose(text)
    expect(session.prompt?.form?.details).toEqual([`✗ ${field}: This is not ${expected}.`])
    press('escape')
  }
  choose('description')
  press('ctrl-u')
  choose('Night train')
  expect(session.menu?.items.map(({ name }) => name)).toContain('Preview')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  expect(session.menu?.details).toEqual(
    expect.arrayContaining([
      '- description: "Train"',
      '+ description: "Night train"',
      expect.stringMatching(/^Will be saved as .* \(owner\)\.$/),
      'If-Match: "1"',
    ]),
  )
  expect(await read()).toBe('Train')

  await owner.call('PATCH', path, { description: 'Bus' })
  choose('Save')
  await waitUntil(() => session.menu?.items[1]?.name === 'Save over it')
  expect(session.menu?.items[session.menu.selected]?.name).toBe('Back')
  expect(session.menu?.details).toEqual(
    expect.arrayContaining([
      expect.stringContaining('it has version 2 now'),
      '+ description: "Bus"',
      // The version that is sent.
      'If-Match: "2"',
    ]),
  )
  expect(await read()).toBe('Bus')
  choose('Save over it')
  await waitUntil(() => session.message === 'Saved: version 3. u undoes it.')
  expect(await read()).toBe('Night train')
  expect(session.view?.page.subtitle).toContain('version 3')

  press('u')
  await waitUntil(() => session.message === 'Undone: version 4.')
  expect(await read()).toBe('Bus')
  press('u')
  await waitUntil(() => session.message === 'u undoes your last edit of the open record. There is none.')
})

test('an object is edited in the editor of the user, again if it is no JSON, and an amount gets its decimals', async () => {
  const { body: expense } = await owner.call('POST', '/budget/v1/expenses', {
    amount: '20.10',
    currency: 'USD',
    category: { primary: 'travel' },
    receipt: createReceipt('Kiosk', '20.10'),
  })
  const results = ['{', JSON.stringify(createReceipt('Station', '7.50'))]
  const given: string[] = []
  await using terminal = await openTerminal({
    command: 'vi',
    edit: (text) => {
      given.push(text)
      return results.shift() ?? ''
    },
  })
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/expense/${expense['id']}`)
  press('e')
  await waitForMenu(/^Edit expense/)
  choose('receipt')
  expect(session.menu?.items[0]).toMatchObject({ name: 'Open in editor', description: 'vi' })
  press('enter')
  expect(session.menu?.details).toEqual([expect.stringMatching(/^✗ receipt: This is not JSON: /)])
  press('enter')
  // What was entered is not lost.
  expect([JSON.parse(given[0] ?? ''), given[1]]).toEqual([createReceipt('Kiosk', '20.10'), '{'])
  choose('amount')
  press('ctrl-u')
  choose('7.5')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  choose('Save')
  await waitUntil(() => session.message.startsWith('Saved'))
  const { body } = await owner.call('GET', `/budget/v1/expenses/${expense['id']}`)
  expect(body).toMatchObject({ amount: '7.50', receipt: createReceipt('Station', '7.50') })
})

test('an edit of a record that was changed since is not undone: the record is read again, and u is not offered', async () => {
  const { body: expense } = await owner.call('POST', '/budget/v1/expenses', {
    amount: '20.10',
    currency: 'USD',
    category: { primary: 'travel' },
    description: 'Train',
  })
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/expense/${expense['id']}`)
  press('e')
  await waitForMenu(/^Edit expense/)
  choose('description')
  press('ctrl-u')
  choose('Night train')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  choose('Save')
  await waitUntil(() => session.message === 'Saved: version 2. u undoes it.')
  await owner.call('PATCH', `/budget/v1/expenses/${expense['id']}`, { description: 'Bus' })
  press('u')
  await waitUntil(
    () =>
      session.message ===
      '✗ The record was changed after your edit (version 3 now), so the edit is not undone. Edit the field instead.',
  )
  expect(session.view?.page.subtitle).toContain('version 3')
  press('u')
  expect(session.message).toBe('u undoes your last edit of the open record. There is none.')
})

test('after an edit and its undo, the history gets the events, and the list behind the record the values', async () => {
  const titles = Array.from({ length: 105 }, (_, i) => `Purchase ${i}`)
  for (const description of titles)
    await owner.call('POST', '/budget/v1/expenses', {
      amount: '7.00',
      currency: 'USD',
      category: { primary: 'travel' },
      description,
    })
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  const getHistory = (): PaneView | undefined =>
    session.view?.panes.find(({ pane }) => pane.name === 'History')
  const countChanges = (): number | undefined =>
    getHistory()?.rows.filter(({ cells }) => cells[1]?.text.includes('was changed')).length
  const listFirstTexts = (): readonly (string | undefined)[] =>
    session.view?.panes.flatMap(({ rows }) => rows.map(({ cells }) => cells[0]?.text)) ?? []
  // Before the user and the id.
  const getSelected = (): string => session.view?.pane.selectedRow?.cells.at(-3)?.text ?? ''
  await session.open('/records/expense')
  press('G')
  // The last row is of the oldest expense.
  await waitUntil(() => {
    const { hasMore, selected: last, visible = [] } = session.view?.pane ?? {}
    return hasMore === false && last === visible.length - 1
  })
  for (let i = 0; i < titles.length && getSelected() !== 'Purchase 3'; i++) press('up')
  const { selected = 0 } = session.view?.pane ?? {}
  expect(selected).toBeGreaterThan(100)
  press('enter')
  await waitUntil(() => session.view?.page.id !== undefined)

  press('e')
  await waitForMenu(/^Edit expense/)
  choose('description')
  press('ctrl-u')
  choose('Changed here')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  choose('Save')
  await waitUntil(() => session.message === 'Saved: version 2. u undoes it.')
  expect([getHistory()?.rows, getHistory()?.pane.empty]).toEqual([
    [],
    'The event of the edit follows in a moment.',
  ])
  await using _events = await startEventProcessing({
    stores: under.stores,
    ...composeEventProcessing(under.stores),
    idleMs: 100,
  })
  await waitUntil(() => countChanges() === 1)
  // It is delivered a moment after it is in the event log.
  await waitUntil(() => listFirstTexts().includes('description') && !listFirstTexts().includes('outbox'))
  expect(session.message).toContain('u undoes it.')
  press('escape')
  await waitUntil(() => getSelected() === 'Changed here')
  expect(session.view?.pane.selected).toBe(selected)

  press('enter')
  await waitUntil(() => session.view?.page.id !== undefined)
  press('u')
  await waitUntil(() => countChanges() === 2)
  press('escape')
  await waitUntil(() => getSelected() === 'Purchase 3')
  expect(session.view?.pane.selected).toBe(selected)
})

test('an own column is written straight to the store, and the edit is undone', async () => {
  const { pool } = under.stores.postgres
  await pool.query('ALTER TABLE users ADD COLUMN nickname text')
  const read = async (): Promise<unknown> =>
    (await pool.query('SELECT nickname, version FROM users WHERE id = $1', [owner.id])).rows[0]
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/user/${owner.id}`)

  press('e')
  await waitForMenu(/^Edit user, version 2, through the identity service$/)
  expect(session.menu?.items.map(({ description }) => description)).toContain('– (straight to postgres)')
  choose('nickname')
  choose('Lex')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  expect(session.menu?.details).toEqual(
    expect.arrayContaining([
      '+ nickname: "Lex"',
      '! Straight to postgres. No service checks its rules, and no event says so.',
      'SET "nickname" = \'Lex\'',
    ]),
  )
  choose('Save')
  await waitUntil(() => session.message === 'Saved. u undoes it.')
  expect(await read()).toEqual({ nickname: 'Lex', version: 2 })
  press('u')
  await waitUntil(() => session.message === 'Undone.')
  expect(await read()).toEqual({ nickname: null, version: 2 })
})

test('a user that a field refers to is chosen among the members of the family', async () => {
  const { body: todo } = await owner.call('POST', '/todo/v1/todos', { title: 'Dishes' })
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/todo/${todo['id']}`)
  press('e')
  await waitForMenu(/^Edit todo/)
  choose('assigned_to')
  expect(session.menu?.items.map(({ name }) => name)).toEqual([
    expect.stringMatching(/^Alex {2}\S+@example\.com$/),
    '–',
  ])
  choose('alex')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  expect(session.menu?.details).toContainEqual(expect.stringMatching(/^✓ assigned_to → /))
  choose('Back')
  choose('assigned_to')
  choose('nobody')
  expect(session.prompt?.form?.details).toEqual([expect.stringMatching(/^✗ assigned_to: This is not an ID/)])
  await owner.call('DELETE', `/todo/v1/todos/${todo['id']}`)
})

test.each([
  ['Esc', ['escape', 'escape']],
  ['Discard', ['escape', 'd', 'i', 's', 'enter']],
  ['Back and the value before', undefined],
])('after a conflict that is left by %s, the page shows the record as it is', async (_, keys) => {
  const { body: todo } = await owner.call('POST', '/todo/v1/todos', { title: 'Hedge' })
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/todo/${todo['id']}`)
  press('e')
  await waitForMenu(/^Edit todo/)
  choose('title')
  choose(' and lawn')
  await owner.call('PATCH', `/todo/v1/todos/${todo['id']}`, { title: 'Hedges' })
  choose('Preview')
  await waitForMenu(/^What changes$/)
  expect(session.menu?.details).toContain('+ title: "Hedges"')
  if (keys === undefined) {
    choose('Back')
    choose('title')
    press('ctrl-u')
    choose('Hedge')
    press('escape')
  } else for (const key of keys) press(key)
  await waitUntil(() => session.view?.page.subtitle?.includes('version 2') === true)
  expect(session.menu).toBeUndefined()
  await owner.call('DELETE', `/todo/v1/todos/${todo['id']}`)
})

test('Esc on a changed edit asks once, and nothing is saved', async () => {
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/user/${owner.id}`)
  press('e')
  await waitForMenu(/^Edit user/)
  press('escape')
  expect(session.menu).toBeUndefined()

  press('e')
  await waitForMenu(/^Edit user/)
  choose('display_name')
  press('ctrl-u')
  choose('Someone Else')
  press('escape')
  expect(session.menu?.title).toBe('Discard the changes of display_name?')
  choose('Keep editing')
  expect(session.menu?.items[0]?.name).toBe('Preview')
  press('escape')
  press('escape')
  expect(session.menu).toBeUndefined()
  expect(session.message).toBe('')
})

test('what was entered is kept where nothing matches, where it cannot be saved, and after Esc', async () => {
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  const expectKept = (): void => {
    expect(session.menu?.title).toMatch(/^Edit user/)
    const entered = session.menu?.items.find(({ name }) => name === 'display_name')
    expect(entered?.description).toContain('→ Somebody')
    expect(session.menu?.items[0]?.name).toBe('Preview')
  }
  await session.open(`/records/user/${owner.id}`)
  press('e')
  await waitForMenu(/^Edit user/)
  choose('display_name')
  press('ctrl-u')
  choose('Somebody')
  choose('zzzz')
  press('ctrl-u')
  expectKept()
  press('escape')
  await waitForMenu(/^Discard the changes/)
  // Letters that no answer has are ignored.
  press('z')
  press('y')
  expect(session.menu?.items.map(({ name }) => name)).toEqual(['Keep editing', 'Discard'])
  // In a question, j and k choose an answer.
  press('j')
  expect(session.menu?.items[session.menu.selected]?.name).toBe('Discard')
  press('k')
  press('enter')
  expectKept()

  choose('Preview')
  await waitForMenu(/^What changes$/)
  press('y')
  expect(session.menu?.items.map(({ name }) => name)).toEqual(['Save', 'Back', 'Discard'])
  press('escape')
  expect(session.menu?.title).toMatch(/^Discard the changes/)
  press('enter')
  expectKept()

  choose('display_name')
  press('ctrl-u')
  choose('x'.repeat(500))
  expect(session.prompt?.form?.details[0]).toMatch(/: At most \d+ characters: this has 500\.$/)
  press('ctrl-u')
  // No store supports it.
  choose('x\u0000')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  press('enter')
  // Keys that are pressed while the service is asked are not for the page below.
  press('enter')
  press('escape')
  await waitForMenu(/^Edit user/)
  expect(session.menu?.details[0]).toMatch(/^✗ /)
  expect(session.menu?.items[0]?.name).toBe('Preview')
  expect(session.view?.page.address).toBe(`/records/user/${owner.id}`)

  choose('display_name')
  press('ctrl-u')
  choose('Somebody')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  press('j')
  press('j')
  press('enter')
  expect(session.menu).toBeUndefined()
})

test('on Query, each character begins a statement, and Esc goes back from its result', async () => {
  await using terminal = await openTerminal()
  const { session, press, choose } = terminal
  const waitForRows = async (name: string): Promise<void> =>
    waitUntil(() => session.view?.pane.columns?.[0]?.name === name)
  await session.open('/query')
  for (const text of ['explain', 'EXPLAIN', 'select', '(select 1)', 'with', 'mongo', '-- a']) {
    for (const each of text) press(each)
    expect([session.prompt?.label, session.prompt?.text]).toEqual(['query', text])
    press('escape')
  }
  choose('select email, id from users')
  await waitForRows('email')
  expect(session.pages.map(({ page }) => page.address.split('?')[0])).toEqual(['/query', '/query'])

  press('e')
  expect(session.prompt?.text).toBe('postgres select email, id from users')
  press('ctrl-u')
  choose('SELECT id FROM users')
  await waitForRows('id')
  press('enter')
  await waitUntil(() => session.view?.page.title.startsWith('Row 1 of ') === true)
  expect(session.view?.pane.selectedRow?.target).toMatch(/^\/records\/user\//)
  press('enter')
  await waitUntil(() => session.view?.page.title.startsWith('User ') === true)
  press('escape')
  press('escape')
  await waitForRows('id')
  press('escape')
  expect(session.view?.page.address).toBe('/query')

  choose('DELETE FROM users')
  await waitUntil(() => session.view?.pane.pane.name === 'Error')
  // As the session formats commands.
  expect(session.view?.pane.rows.map(({ cells }) => cells[0]?.text)).toContain(
    "To change data, run query postgres --write 'DELETE FROM users'",
  )
})

test('a key is offered only where it works, and says elsewhere why it does not', async () => {
  await using terminal = await openTerminal()
  const { session, press } = terminal
  const listOffered = (): string =>
    ACTIONS.filter((action) => isOffered(action, session))
      .map(({ label }) => label)
      .join(' ')
  await session.open('/records/category/travel')
  expect(listOffered()).toBe('/ Tab Shift-Tab : r y Y f h x o ? q')
  press('tab')
  press('s')
  expect([session.menu, session.message]).toEqual([undefined, 'These rows have one order.'])
  press('e')
  await waitUntil(() => session.message.startsWith('✗ No service changes categories.'))
  await session.open('/records/todo')
  expect(listOffered()).toBe('Esc / : s r x o ? q')
  await session.open('/records/category')
  press('e')
  await waitUntil(() => session.message.startsWith('✗ No service changes categories.'))
})

test('Enter on a membership shows the user and the family, and Enter there follows them', async () => {
  await using terminal = await openTerminal()
  const { session, press } = terminal
  await session.open('/records/member')
  press('enter')
  await waitUntil(() => session.view?.page.title.startsWith('Member ') === true)
  press('f')
  expect(session.view?.pane.rows.map(({ cells }) => cells[1]?.text)).toEqual(['family_id', 'user_id'])
  press('enter')
  await waitUntil(() => session.view?.page.title.startsWith('Family ') === true)
  press('escape')
  press('backtab')
  press('j')
  press('enter')
  await waitUntil(() => session.view?.page.title.startsWith('User ') === true)
})

test('one of a few values is chosen with j and k', async () => {
  const { body: todo } = await owner.call('POST', '/todo/v1/todos', { title: 'Paint', priority: 'low' })
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/todo/${todo['id']}`)
  press('e')
  await waitForMenu(/^Edit todo/)
  choose('priority')
  const [, second] = session.menu?.items.map(({ name }) => name) ?? []
  press('j')
  press('enter')
  expect(session.menu?.items.find(({ name }) => name === 'priority')?.description).toBe(`low → ${second}`)
})

test('what is read for an edit is not traced, and what is saved is', async () => {
  const { body: todo } = await owner.call('POST', '/todo/v1/todos', { title: 'Paint' })
  await using terminal = await openTerminal()
  const { session, press, choose, waitForMenu } = terminal
  await session.open(`/records/todo/${todo['id']}`)
  const methods: unknown[] = []
  setTraceRecorder({
    sample: () => true,
    startSpan({ component, attributes, traceparent = '' }) {
      if (component === 'gateway') methods.push(attributes?.['http.request.method'])
      return { traceparent, setAttributes: () => {}, end: () => {} }
    },
    flush: async () => {},
  })
  onTestFinished(() => setTraceRecorder(undefined))
  press('e')
  await waitForMenu(/^Edit todo/)
  choose('title')
  choose(' the fence')
  choose('Preview')
  await waitForMenu(/^What changes$/)
  choose('Save')
  await waitUntil(() => session.message.startsWith('Saved'))
  press('u')
  await waitUntil(() => session.message.startsWith('Undone'))
  expect(methods).toEqual(['PATCH', 'PATCH'])
})

/** The prices of its items add up to the amount of the expense. */
function createReceipt(store: string, price: string): object {
  return { store, items: [{ name: 'Ticket', price, quantity: 1 }] }
}

interface Terminal extends AsyncDisposable {
  readonly session: Session
  readonly press: (name: string) => void
  readonly choose: (name: string) => void
  readonly waitForMenu: (title: RegExp) => Promise<void>
}

async function openTerminal(editor?: ExternalEditor): Promise<Terminal> {
  const project = createServedProject(under)
  const sources = await project.recordSources(1)
  const inspector = await project.inspector(sources)
  const session = new Session({
    inspector,
    edits: async () => project.edits('inspect', async () => sources),
    toCommandLine: (command) => command,
    onChange: () => {},
    editor,
  })
  const face = { copy: () => {}, quit: () => {} }
  const press = (name: string): void =>
    handleKey(session, name.length === 1 ? { name, text: name } : { name }, face)
  const type = (text: string): void => {
    for (const each of splitCharacters(text)) handleKey(session, { name: each, text: each }, face)
  }
  const choose = (name: string): void => {
    type(name)
    press('enter')
  }
  const waitForMenu = async (title: RegExp): Promise<void> =>
    waitUntil(() => title.test(session.menu?.title ?? ''))
  return {
    session,
    press,
    choose,
    waitForMenu,
    async [Symbol.asyncDispose]() {
      session.close()
      await inspector[Symbol.asyncDispose]()
      await sources[Symbol.asyncDispose]()
    },
  }
}
