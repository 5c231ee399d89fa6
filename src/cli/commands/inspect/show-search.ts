import type { InspectableEntity } from '../../../domain/entities/registry.js'
import type { FoundRecord, RecordSources } from '../../../inspect/records/record-view.js'
import { type EntityWithSearch, listSearchableEntities } from '../../../inspect/records/search-entity.js'
import { type SearchProgress, searchRecords } from '../../../inspect/records/search-records.js'
import { joinNames } from '../../../inspect/records/section-items.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import type { Output } from '../../../output/output.js'
import type { CommandContext } from '../../command-context.js'
import { UsageError } from '../../usage-error.js'
import { getStateSymbol } from './render-record.js'

interface SearchRequest {
  readonly text: string
  readonly kind: InspectableEntity | undefined
  /** Default: all matches. */
  readonly limit: number | undefined
}

/** `inspect --search TEXT`: prints each match when it is found, or all of them as one JSON document. */
export async function showSearch(
  { output, signal }: CommandContext,
  sources: RecordSources,
  { text, kind, limit = Infinity }: SearchRequest,
): Promise<void> {
  if (text.trim() === '') throw new UsageError({ message: 'The text to search for is empty.' })
  const searchable = listSearchableEntities(sources.entities)
  const entities = searchable.filter(({ name }) => kind === undefined || name === kind)
  if (entities.length === 0) throw noSearchError(searchable, kind)
  const items: FoundRecord[] = []
  let progress: readonly SearchProgress[] = []
  let hasMore = false
  for await (const update of searchRecords(
    sources,
    text,
    signal,
    kind === undefined ? undefined : entities,
  )) {
    progress = update.progress
    const shown = update.records.slice(0, limit - items.length)
    items.push(...shown)
    for (const item of output.json ? [] : shown)
      await output.printItem(item, (style) => renderFoundRecord(item, { style, columns: output.columns }))
    hasMore = shown.length < update.records.length
    if (hasMore) break
  }
  const searched = progress.map(({ entity, store, searched: count, complete, limitations }) => ({
    entity,
    store,
    searched: count,
    complete: complete && limitations === undefined,
  }))
  const limitations = [...new Set(progress.flatMap((each) => each.limitations ?? []))]
  // Ids are looked up: nothing remains to be searched.
  const complete = !hasMore && searched.every((each) => each.complete)
  output.printResult(
    {
      text,
      complete,
      items: items.map(({ kind: entity, id, title, state, record }) => ({
        kind: entity,
        id,
        title: title.trim(),
        ...(state === undefined ? {} : { state }),
        record,
      })),
      searched,
    },
    () => '',
  )
  output.note(summarize(items.length, hasMore, searched, limitations))
}

/** With fewer columns, most titles do not fit beside an id. */
const MIN_COLUMNS_FOR_ID_FIRST = 100

/** A line of the list. In a narrow terminal, the id is the last column, so that the title is not wrapped. */
export function renderFoundRecord(
  { kind, id, title, names, state }: Pick<FoundRecord, 'kind' | 'id' | 'title' | 'names' | 'state'>,
  { style, columns = Infinity }: Pick<Output, 'style' | 'columns'>,
): string {
  const symbol = state === undefined ? '' : `  ${getStateSymbol(state, style)}`
  const name = `${escapeControlCharacters(joinNames({ title, names }))}${symbol}`
  const cells = columns < MIN_COLUMNS_FOR_ID_FIRST ? [name, id] : [id.padEnd(36), name]
  return [style.cyan(kind.padEnd(10)), ...cells].join('  ')
}

function summarize(
  found: number,
  hasMore: boolean,
  searched: readonly { readonly entity: string; readonly searched: number }[],
  limitations: readonly string[],
): string {
  const records = `${found.toLocaleString('en-US')} ${found === 1 ? 'record' : 'records'}`
  if (hasMore)
    return `${found === 1 ? 'The first record that matches' : `The first ${records} that match`}. More match: omit --limit to list all of them, or search for more of the text.`
  const where = searched.map((each) => `${each.searched.toLocaleString('en-US')} ${each.entity}`).join(', ')
  const how = where === '' ? 'Looked up by ID.' : `Searched ${[where, ...limitations].join('; ')}.`
  return found === 0 ? `No records match. ${how}` : `${records} ${found === 1 ? 'matches' : 'match'}. ${how}`
}

function noSearchError(searchable: readonly EntityWithSearch[], kind: string | undefined): UsageError {
  const names = searchable.map(({ name }) => name).join(', ')
  return new UsageError({
    message: `--search needs an entity with names or titles: ${names}; not ${String(kind)}.`,
  })
}
