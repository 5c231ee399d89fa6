import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { TRACE_DIRECTORY } from '../../core/span-record.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { Page, Row } from '../../inspect/pages/page.js'
import type { InspectorSources } from './inspector-sources.js'
import { describeLatest, describeRows } from '../../inspect/pages/describe-rows.js'
import { TRACES_SCREEN } from './traces-screen.js'

async function open(home: string, ...path: readonly string[]): Promise<Page> {
  const sources = { project: { config: { home } } } as unknown as InspectorSources
  const address = { screen: 'traces', path, parameters: {} }
  return TRACES_SCREEN.open(sources, address, new AbortController().signal)
}

async function writeRequests(home: string, statuses: readonly (number | string)[]): Promise<void> {
  const lines = statuses.map((status, i) =>
    JSON.stringify({
      traceId: String(i + 1).padStart(32, '0'),
      spanId: String(i + 1).padStart(16, '0'),
      name: 'GET /todos',
      component: 'gateway',
      kind: 'server',
      start: 1_700_000_000_000 + i,
      durationMs: 1,
      ...(typeof status === 'string' ? { error: status } : {}),
      attributes: { 'url.path': '/todos', 'http.response.status_code': Number(status) || 500 },
    }),
  )
  await mkdir(path.join(home, TRACE_DIRECTORY)).catch(() => {})
  const file = path.join(home, TRACE_DIRECTORY, 'spans-1700000000000.jsonl')
  await writeFile(file, `${lines.join('\n')}\n`)
}

test('requests that were refused differ from those that succeeded or failed, and new ones follow', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'homemanager-traces-'))
  onTestFinished(async () => rm(home, { recursive: true }))
  expect(describeRows(await open(home))).toBe('')
  await writeRequests(home, [200, 404, 'broken'])
  const page = await open(home)
  expect(describeRows(page)).toBe('newest first')
  expect(describeLatest(page.panes[0], 3)).toBe('the latest 3 requests')
  expect(page.origin.command).toBe('trace --list')
  expect(page.panes[0].rows.map(({ cells: [outcome] }) => outcome)).toEqual([
    { text: '✗', tone: 'bad' },
    { text: '!', tone: 'warning' },
    { text: '✓', tone: 'good' },
  ])
  const live = new AbortController()
  const rows: Row[] = []
  const following = page.panes[0].follow?.(live.signal, (row) => rows.push(row))
  await writeRequests(home, [200, 404, 'broken', 409])
  await waitUntil(() => rows.length > 0)
  live.abort()
  await following?.catch(() => {})
  expect(rows.map(({ cells: [outcome] }) => outcome?.text)).toEqual(['!'])
})

test('a step has all that is recorded for it, what its row does not say below the rows', async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'homemanager-traces-'))
  onTestFinished(async () => rm(home, { recursive: true, force: true }))
  await writeRequests(home, ['It broke.'])
  const [{ rows, columns = [] }] = (await open(home, '1'.padStart(32, '0'))).panes
  const [step] = rows
  expect(step?.details).toEqual([
    { name: 'error', text: 'It broke.', isMinor: true },
    { name: 'url.path', text: '/todos', isMinor: true },
    { name: 'http.response.status_code', text: '500', isMinor: true },
    { name: 'start', text: '2023-11-14 22:13:20.000', isMinor: true },
    { name: 'kind', text: 'server', isMinor: true },
    { name: 'span', text: '1'.padStart(16, '0'), isMinor: true },
  ])
  // Where there is no space for all columns, the component is shown longer than the bars.
  expect(columns.find(({ name }) => name === 'WHEN')?.importance).toBe(-1)
})
