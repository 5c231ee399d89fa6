import { expect, onTestFinished, test } from 'vitest'
import { parseAddress } from '../../../../inspect/pages/address.js'
import type { Pane } from '../../../../inspect/pages/page.js'
import { type Inspector, type OpenedPage, SCREEN_TITLES } from '../../../../project/inspector/inspector.js'
import { handleKey } from './handle-key.js'
import { Session } from './session.js'

const FACE = { copy: () => {}, quit: () => {} }
const PROMPT = { label: 'query', initial: 'SELECT 1', toAddress: (text: string) => `/query?text=${text}` }

/** Pages with rows that open other pages. Which ones were read is recorded. */
function startSession(): { readonly session: Session; readonly read: string[]; readonly press: Press } {
  const read: string[] = []
  const open = async (address: string): Promise<OpenedPage> => {
    read.push(address)
    const { screen } = parseAddress(address)
    const rows = Array.from({ length: 40 }, (_, i) => ({
      cells: [{ text: `row ${i}` }],
      target: `${address}/${i}`,
    }))
    const more = { automatic: true, read: async (): Promise<Pane> => ({ name: 'Rows', rows: [] }) } as const
    const pane: Pane = { name: 'Rows', rows, ...(['verify', 'overview'].includes(screen) ? { more } : {}) }
    const prompt = screen === 'query' ? { prompt: PROMPT } : {}
    const refresh = screen === 'overview' ? { refreshMs: 60_000 } : {}
    return { address, title: address, panes: [pane], origin: {}, elapsedMs: 1, ...prompt, ...refresh }
  }
  const session = new Session({
    inspector: { open, screens: SCREEN_TITLES } as unknown as Inspector,
    edits: async () => Promise.reject(new Error('not needed')),
    toCommandLine: (line) => line,
    onChange: () => {},
  })
  onTestFinished(() => session.close())
  const press: Press = async (...keys) => {
    for (const name of keys) {
      handleKey(session, { name, text: name }, FACE)
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    return `${session.view?.page.address} ${session.view?.pane.selected}`
  }
  return { session, read, press }
}

type Press = (...keys: readonly string[]) => Promise<string>

test('a screen is as the user has left it: its page, its filter and what is selected', async () => {
  const { session, press, read } = startSession()
  expect(await press('2', 'j', 'j', 'enter', '/', '1', 'enter', 'j')).toBe('/records/2 1')
  expect(await press('5', 'j')).toBe('/traces 1')
  read.length = 0
  expect(await press('2')).toBe('/records/2 1')
  expect(session.view?.pane.filter).toBe('1')
  // As new as it was before it was kept.
  expect(read).toEqual(['/records/2'])
  expect(await press('5')).toBe('/traces 1')
  expect(await press('2', 'escape', 'escape')).toBe('/records 2')
})

test('the digit of the current screen goes to its first page, and reads that again', async () => {
  const { press, read } = startSession()
  await press('2', 'j', 'enter')
  expect(await press('2')).toBe('/records 0')
  expect(await press('j', '2')).toBe('/records 1')
  expect(read).toEqual(['/records', '/records/1', '/records', '/records'])
})

test.each(['3', '9'])('what takes long is not read again: screen %s', async (key) => {
  const { press, read } = startSession()
  await press(key, '1')
  read.length = 0
  await press(key)
  expect(read).toEqual([])
})

test('what is read at intervals is read again at once: the overview after a verification', async () => {
  const { press, read } = startSession()
  await press('1', '9')
  read.length = 0
  await press('1')
  expect(read).toEqual(['/overview'])
  await press('j', 'enter')
  read.length = 0
  expect(await press('escape')).toBe('/overview 1')
  expect(read).toEqual(['/overview'])
})

test('of a row with cut cells or further fields, Enter shows all, and Esc the rows again', async () => {
  const { session, press } = startSession()
  await press('2')
  const { view } = session
  Object.assign(view?.pane.rows[0] ?? {}, { details: [{ name: 'hint', text: 'a hint', isMinor: true }] })
  await press('/', 'h', 'i', 'n', 't')
  expect(view?.pane.visible).toHaveLength(1)
  expect(await press('enter', 'enter')).toBe('/records 0')
  expect(session.view?.page.panes[0].rows.map(({ cells }) => cells.map(({ text }) => text))).toEqual([
    ['row 0'],
    ['hint', 'a hint'],
  ])
  await press('r')
  expect(session.message).toBe('This shows what was read before. Esc goes back.')
  await press('escape', 'escape')
  Object.assign(view?.pane.rows[0] ?? {}, { target: undefined, details: undefined })
  await press('enter')
  expect(session.message).toBe('This row is completely visible.')
  await press('/', 'z', 'z', 'z', 'enter', 'enter')
  expect(session.message).toBe('There is no row to open.')
  await press('escape')
  await press('>')
  expect(session.message).toBe('All columns are shown.')
  if (session.view !== undefined) session.view.pane.cutsCells = true
  await press('>')
  expect(session.pages).toHaveLength(2)
})

test('an entity that is opened becomes the first page of its screen', async () => {
  const { session, press } = startSession()
  await press('2', 'j', 'enter', '1')
  await session.openScreen('/records/todo')
  expect(session.pages).toHaveLength(1)
  expect(await press('1', '2')).toBe('/records/todo 0')
})

test('a screen that is not read yet is left for the one before', async () => {
  const { session, press } = startSession()
  await press('2', 'j', 'enter')
  handleKey(session, { name: '5', text: '5' }, FACE)
  expect(await press('2')).toBe('/records/1 0')
})

test('in a prompt for a statement, ↑ and ↓ walk those of before; e edits the one of the selected row', async () => {
  const { session, press } = startSession()
  await press('3')
  const history = (): readonly string[] => ['postgres SELECT 2', 'postgres SELECT 1']
  const toText = (address: string): string => `postgres ${address}`
  const setInitial = (initial: string): unknown =>
    Object.assign(session.view?.page ?? {}, { prompt: { ...PROMPT, initial, history, toText } })
  const enter = async (...keys: readonly string[]): Promise<string | undefined> => {
    await press(...keys)
    return session.prompt?.text
  }
  setInitial('')
  expect(await enter('m', 'y')).toBe('my')
  expect(await enter('up')).toBe('postgres SELECT 2')
  expect(await enter('up', 'up')).toBe('postgres SELECT 1')
  expect(await enter('down', 'down', 'down')).toBe('my')
  expect(await enter('escape', 'j', 'e')).toBe('postgres /query/1')
  expect(await enter(' ', 'x')).toBe('postgres /query/1 x')
  // Statements may begin with this letter.
  expect(await enter('escape', 'e', 'x', 'p')).toBe('exp')
  // Back from another page, and on return to the screen, the statements are read again.
  expect(session.view?.isCheap).toBe(true)
  setInitial('postgres SELECT 2')
  expect(session.view?.isCheap).toBe(false)
  // The one that is edited is not recalled.
  expect(await enter('escape', 'e', 'up')).toBe('postgres SELECT 1')
})
