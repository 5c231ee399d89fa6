import { expect, test } from 'vitest'
import { createMigratedStores } from '../../../test/support/migrated-stores.js'
import { toEndpoints } from '../../../test/support/run-query-trial.js'
import { BUNDLED_ENTITIES } from '../../domain/entities/registry.js'
import type { InspectorSources } from './inspector-sources.js'
import { QUERY_SCREEN } from './query-screen.js'

test('a statement across the stores shows its rows and what was read, or its error', async () => {
  await using migrated = await createMigratedStores()
  const { stores } = migrated
  const project = { config: { root: process.cwd() } }
  const sources = {
    project,
    entities: BUNDLED_ENTITIES,
    endpoints: toEndpoints(stores),
    stores: async () => stores,
  }
  const list = await QUERY_SCREEN.open(
    sources as unknown as InspectorSources,
    { screen: 'query', path: [], parameters: {} },
    new AbortController().signal,
  )
  const listed = list.panes[0]?.rows.map(({ cells }) => cells[0]?.text)
  expect(listed).toEqual(['postgres', 'dynamodb', 'mongo', 'all'])
  const open = async (entered: string): ReturnType<typeof QUERY_SCREEN.open> => {
    const controller = new AbortController()
    const examples = await QUERY_SCREEN.open(
      sources as unknown as InspectorSources,
      { screen: 'query', path: [], parameters: {} },
      controller.signal,
    )
    const address = new URL(examples.prompt?.toAddress(entered) ?? '', 'http://localhost')
    const parameters = Object.fromEntries(address.searchParams)
    const page = await QUERY_SCREEN.open(
      sources as unknown as InspectorSources,
      { screen: 'query', path: [], parameters },
      controller.signal,
    )
    controller.abort()
    return page
  }
  const page = await open('all SELECT count(*) AS n FROM todos JOIN users ON todos.owner = users.id')
  expect(page.panes.map(({ name, rows }) => [name, rows[0]?.cells[0]?.text])).toEqual([
    ['Rows', '0'],
    ['Read', 'todos'],
  ])
  expect((await open('all SELEC')).panes[0]?.name).toBe('Error')
  await expect(open('SELECT 1')).resolves.toMatchObject({ origin: { store: 'postgres' } })
})
