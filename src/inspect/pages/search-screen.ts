import { formatCommandLine } from '../../core/format-command-line.js'
import { hasErrorCode } from '../../core/home-error.js'
import type { EntityRegistry } from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { findRecordsByIdOrText } from '../records/find-by-text.js'
import { tryFindRecords } from '../records/find-records.js'
import type { FoundRecord, RecordSources, RecordView } from '../records/record-view.js'
import { listSearchableEntities } from '../records/search-entity.js'
import { type SearchProgress, searchRecords, type SearchUpdate } from '../records/search-records.js'
import { joinNames } from '../records/section-items.js'
import { formatAddress } from './address.js'
import type { PaneColumn, PaneRows, Row } from './page.js'
import { openRecord } from './record-page.js'
import { toItemRow } from './record-rows.js'
import type { Screen } from './screen.js'

/** After this many records, the search waits until the user scrolls to the last one. */
const EAGER_RECORDS = 200
const COLUMNS: readonly PaneColumn[] = [
  { name: 'ENTITY' },
  { name: '' },
  { name: 'RECORD', importance: 1 },
  { name: 'ID' },
]
/** An update of the screen for each step of a search would slow it down. */
const UPDATE_INTERVAL_MS = 100

/** Records by name, email, text or ID, shown as they are found. */
export const SEARCH_SCREEN: Screen<RecordSources> = {
  name: 'search',
  title: 'Search',
  async open(sources, { parameters }, signal) {
    const { text = '', entity, store, open } = parameters
    if (open === 'true') {
      const record = await findRecord(sources, text, entity)
      if (record !== undefined) return openRecord(sources, record.kind, record.id)
    }
    const only = store === undefined ? undefined : await findOnlyRecord(sources, text, store)
    if (only !== undefined) return openRecord(sources, only.kind, only.id)
    const entities =
      entity === undefined
        ? undefined
        : listSearchableEntities(sources.entities).filter(({ name }) => name === entity)
    const found = searchRecords(sources, text, signal, entities)
    const words = entity === undefined ? [] : [entity]
    const searched = entity === undefined ? undefined : `all ${entities?.[0]?.plural ?? entity}`
    const matches = await readMatches(found, sources.entities, { count: 0, progress: [] })
    const widen =
      searched === undefined || text.trim() === ''
        ? []
        : [toWiderSearchRow(text, `No ${entities?.[0]?.plural ?? entity} match.`)]
    return {
      address: formatAddress('search', [], { text, entity, store }),
      title: `Search for “${text}”`,
      subtitle: `in ${searched ?? 'all stores'}`,
      panes: [
        {
          name: 'Matches',
          columns: COLUMNS,
          empty: text.trim() === '' ? 'Enter a text to search for.' : 'No records match.',
          ...offerIfNone(matches, 0, widen),
        },
      ],
      origin: { command: formatCommandLine('inspect', ...words, '--search', text) },
      toSearch: (next) => formatAddress('search', [], { text: next, entity }),
      ...(searched === undefined ? {} : { searched }),
    }
  },
}

/** The record that `inspect` shows for the text. Undefined if there is none, or several: a search lists what matches. */
async function findRecord(
  sources: RecordSources,
  text: string,
  entity: string | undefined,
): Promise<RecordView | undefined> {
  const kind = entity === undefined ? undefined : sources.entities.findInspectable(entity)
  try {
    const [view, ...others] = await findRecordsByIdOrText(sources, text, kind)
    return others.length === 0 ? view : undefined
  } catch (error) {
    const { NOT_FOUND, AMBIGUOUS_ID } = INSPECT_ERRORS
    const isSearchable =
      kind === undefined || listSearchableEntities(sources.entities).some(({ name }) => name === kind)
    if (isSearchable && (hasErrorCode(error, NOT_FOUND) || hasErrorCode(error, AMBIGUOUS_ID)))
      return undefined
    throw error
  }
}

/** The record with an id in a store, if no other one has it. */
async function findOnlyRecord(
  sources: RecordSources,
  id: string,
  store: string,
): Promise<RecordView | undefined> {
  const views = (await tryFindRecords(sources, id)).filter((view) => view.store === store)
  return views.length === 1 ? views[0] : undefined
}

/** After a search in one entity has found nothing, what finds records of others. */
function offerIfNone(read: PaneRows, count: number, offer: readonly Row[]): PaneRows {
  const { rows, more } = read
  const found = count + rows.length
  if (more === undefined) return found === 0 ? { ...read, rows: offer } : read
  return { ...read, more: { ...more, read: async () => offerIfNone(await more.read(), found, offer) } }
}

function toWiderSearchRow(text: string, result: string): Row {
  return {
    cells: [
      { text: '' },
      { text: '→', tone: 'accent' },
      { text: `${result} Enter searches all stores for “${text}”` },
    ],
    target: formatAddress('search', [], { text }),
  }
}

interface FoundBefore {
  readonly count: number
  readonly progress: readonly SearchProgress[]
}

async function readMatches(
  found: AsyncGenerator<SearchUpdate>,
  entities: EntityRegistry,
  before: FoundBefore,
): Promise<PaneRows> {
  const lookedUp: FoundRecord[] = []
  const matches: FoundRecord[] = []
  const list = (): readonly Row[] => [...lookedUp, ...sortByEntity(matches, entities)].map(toMatchRow)
  const countAll = (): number => before.count + lookedUp.length + matches.length
  let { progress } = before
  const deadline = performance.now() + UPDATE_INTERVAL_MS
  do {
    const step = await found.next()
    if (step.done === true)
      return {
        rows: list(),
        progress: describe(progress, countAll(), 'all'),
      }
    ;(step.value.isLookup ? lookedUp : matches).push(...step.value.records)
    ;({ progress } = step.value)
  } while (performance.now() < deadline)
  const count = countAll()
  const isEager = count < EAGER_RECORDS
  return {
    rows: list(),
    progress: describe(progress, count, isEager ? 'searching' : 'paused'),
    more: {
      ...(isEager ? { automatic: true } : {}),
      read: () => readMatches(found, entities, { count, progress }),
    },
  }
}

/** What is found at the same time has the order of the entities, whichever store responds first. */
function sortByEntity(records: readonly FoundRecord[], entities: EntityRegistry): readonly FoundRecord[] {
  const ranks = new Map<string, number>(entities.all.map(({ name }, rank) => [name, rank]))
  return records.toSorted((a, b) => (ranks.get(a.kind) ?? 0) - (ranks.get(b.kind) ?? 0))
}

function toMatchRow(record: FoundRecord): Row {
  const row = toItemRow(record, [{ text: joinNames(record) }])
  const [sign = { text: '' }, title = { text: '' }, ...note] = row.cells
  return {
    ...row,
    cells: [{ text: record.kind, tone: 'accent' }, sign, title, { text: record.id, tone: 'quiet' }, ...note],
  }
}

function describe(
  progress: readonly SearchProgress[],
  found: number,
  state: 'searching' | 'paused' | 'all',
): string {
  const count = `${found.toLocaleString('en-US')} found`
  const where = progress
    .map((each) => `${each.searched.toLocaleString('en-US')} ${each.entity}${each.complete ? ' ✓' : ''}`)
    .join(', ')
  if (state === 'searching') return `searching… ${count} so far, searched ${where}`
  if (state === 'paused') return `${count} so far, more to search: go to the last row. Searched ${where}`
  if (where === '') return `${count}, all records searched`
  const limits = [...new Set(progress.flatMap(({ limitations = [] }) => limitations))]
  return limits.length === 0
    ? `${count}, all searched: ${where}`
    : `${count}, searched: ${where}; ${limits.join(', ')}`
}
