import { expect, test } from 'vitest'
import type { PageOrder, PaneRows } from '../../../../inspect/pages/page.js'
import type { Inspector } from '../../../../project/inspector/inspector.js'
import { waitUntil } from '../../../../../test/support/wait-until.js'
import { handleKey } from './handle-key.js'
import type { PaneView } from './pane-view.js'
import { Session } from './session.js'

const PAGE_SIZE = 100
const TODOS = 250

/** The rows of a store that has them in no order. */
function readRows(start: number): PaneRows {
  const numbers = Array.from({ length: Math.min(PAGE_SIZE, TODOS - start) }, (_, i) => start + i)
  const rows = numbers.map((n) => ({ cells: [{ text: `todo ${(n * 7) % TODOS}` }], id: String(n) }))
  const next = start + PAGE_SIZE
  return { rows, ...(next < TODOS ? { more: { read: async () => readRows(next) } } : {}) }
}

async function openTodos({
  orders = [],
  read = readRows(0),
}: { readonly orders?: readonly PageOrder[]; readonly read?: PaneRows } = {}): Promise<{
  session: Session
  press: (...names: string[]) => void
}> {
  const panes = [{ name: 'todos', columns: [{ name: 'TITLE' }], ...read }] as const
  const page = { address: '/records/todo', title: 'todos', panes, orders, origin: {}, elapsedMs: 1 }
  const session = new Session({
    inspector: { open: async () => page } as unknown as Inspector,
    edits: async () => Promise.reject(new Error('There is nothing to edit.')),
    toCommandLine: (line) => line,
    onChange: () => {},
  })
  await session.open(page.address)
  const press = (...names: string[]): void => {
    for (const name of names) handleKey(session, { name }, { copy: () => {}, quit: () => {} })
  }
  return { session, press }
}

test('the rows of a store without an order are read to the end, and sorted', async () => {
  const { session, press } = await openTodos()
  expect(session.view?.pane.hasMore).toBe(true)
  press('s')
  expect(session.menu?.items.map(({ name }) => name)).toEqual(['title ↑', 'title ↓'])
  expect(session.menu?.details.join(' ')).toContain('The store has no other order')
  press('down', 'enter')
  expect(session.view?.pane.describeSort()).toMatch(/^by title, descending, of the \d+ rows read so far$/)
  await waitUntil(() => session.view?.pane.hasMore === false)
  expect(session.view?.pane.describeSort()).toBe('by title, descending')
  expect(session.view?.pane.selectedRow?.cells[0]?.text).toBe(`todo ${TODOS - 1}`)
  expect(session.view?.pane.visible.at(-1)?.cells[0]?.text).toBe('todo 0')
  press('s')
  expect(session.menu?.details).toEqual([])
  // The menu opens at the current order.
  const { items = [], selected = 0 } = session.menu ?? {}
  expect(items[selected]).toMatchObject({ name: 'title ↓', description: '● current' })
  press('up', 'up', 'enter')
  expect(session.view?.pane.describeSort()).toBeUndefined()
})

test('the menu of the orders of a store opens at the current one', async () => {
  const toOrder = (name: string, current = false): PageOrder => ({
    name,
    address: `/${name}`,
    index: null,
    ...(current ? { current } : {}),
  })
  const { session, press } = await openTodos({
    orders: [toOrder('id ↓'), toOrder('id ↑'), toOrder('due ↓', true)],
  })
  press('s')
  const { items = [], selected = 0 } = session.menu ?? {}
  expect(items[selected]?.name).toBe('due ↓')
})

test('G goes to the last row: further rows are read, until another key is pressed', async () => {
  const { session, press } = await openTodos()
  const getPane = (): PaneView | undefined => session.view?.pane
  press('G')
  expect([getPane()?.selected, session.message]).toEqual([
    PAGE_SIZE - 1,
    'Reading to the last row: 100 rows so far… Any key stops it.',
  ])
  await waitUntil(() => getPane()?.hasMore === false && session.message === '')
  expect(getPane()?.selected).toBe(TODOS - 1)

  const other = await openTodos()
  other.press('G', 'g')
  await waitUntil(() => other.session.view?.pane.hasMore === false || other.session.message === '')
  expect(other.session.view?.pane.selected).toBe(0)
})

test('in a list without an end, G says how many rows are read; with a filter, it reads none', async () => {
  const rows = Array.from({ length: 2000 }, (_, i) => ({ cells: [{ text: `todo ${i}` }] }))
  const readForever = async (): Promise<PaneRows> => ({ rows, more: { read: readForever } })
  const { session, press } = await openTodos({ read: await readForever() })
  press('G')
  await waitUntil(() => session.message.startsWith('Last of'))
  expect(session.message).toMatch(/^Last of the \d,000 rows read so far; there are more\. G reads on\.$/)
  const count = session.view?.pane.rows.length ?? 0
  expect(session.view?.pane.selected).toBe(count - 1)
  session.view?.pane.setFilter('todo 1999')
  press('G')
  expect(session.message).toBe(
    `Last match in the ${count.toLocaleString('en-US')} rows read so far; there are more.`,
  )
})

test('the selected row stays selected while further rows are read', async () => {
  const { session, press } = await openTodos()
  press('s', 'enter', 'j', 'j')
  const selected = session.view?.pane.selectedRow
  await waitUntil(() => session.view?.pane.hasMore === false)
  expect(session.view?.pane.selectedRow).toBe(selected)
})

test('a page that is read again has as many rows, and the selected one stays selected', async () => {
  const { session, press } = await openTodos()
  await waitUntil(() => {
    press('G')
    return session.view?.pane.hasMore === false
  })
  press('G')
  expect(session.view?.pane.selected).toBe(TODOS - 1)
  await session.refresh()
  expect(session.view?.pane.selected).toBe(TODOS - 1)
})

test('a page with an interval is read again until another one is on top of it', async () => {
  let reads = 0
  const session = new Session({
    inspector: {
      open: async (address: string) => {
        const panes = [{ name: 'Data', rows: [{ cells: [{ text: String(++reads) }] }] }]
        const interval = address === '/overview' ? { refreshMs: 5 } : {}
        return Promise.resolve({ address, title: '', panes, origin: {}, elapsedMs: 1, ...interval })
      },
    } as unknown as Inspector,
    edits: async () => Promise.reject(new Error('There is nothing to edit.')),
    toCommandLine: (line) => line,
    onChange: () => {},
  })
  await session.open('/overview')
  await waitUntil(() => Number(session.view?.pane.rows[0]?.cells[0]?.text) > 2)
  expect(session.pages).toHaveLength(1)
  await session.open('/schema')
  const before = reads
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(reads).toBe(before)
  session.back()
  await waitUntil(() => reads > before + 1)
  session.close()
})

test('a filter that is opened while a page loads is that of the page that is shown then', async () => {
  const { session, press } = await openTodos()
  const opening = session.open('/records/todo', false, true)
  press('/')
  await opening
  for (const text of '249') handleKey(session, { name: text, text }, { copy: () => {}, quit: () => {} })
  expect(session.view?.pane.filter).toBe('249')
  press('escape')
  expect(session.view?.pane.filter).toBe('')
})
