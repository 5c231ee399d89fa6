import { hasErrorCode, HomeError } from '../../core/home-error.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { isUuid } from '../../core/is-uuid.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import { DEFAULT_MATCHES } from './complete-id.js'
import { findOfOtherKinds, findRecords } from './find-records.js'
import { NameSearch } from './name-search.js'
import { createNoMatchError, isSearchText } from './not-found-error.js'
import { isEmail, parseRecordId } from './parse-record-id.js'
import type { FoundRecord, RecordSources, RecordView } from './record-view.js'
import { listSearchableEntities, searchEntity } from './search-entity.js'
import { joinNames } from './section-items.js'

/** As many are counted. */
const MAX_COUNTED = 100
/** Of larger entities, the first ones are searched. */
const MAX_SEARCHED = 50_000

interface TextMatches {
  readonly records: readonly FoundRecord[]
  /** Whether all records were searched. */
  readonly isComplete: boolean
}

/**
 * Like `findRecords`; of an entity, also the only record that `--search` finds for a text that is no id: `alex.parker`. Throws
 * `AMBIGUOUS_ID` with the matches if there are several, at most `limit`.
 */
export async function findRecordsByIdOrText(
  sources: RecordSources,
  text: string,
  kind?: InspectableEntity,
  limit = DEFAULT_MATCHES,
): Promise<readonly [RecordView, ...RecordView[]]> {
  try {
    return await findRecords(sources, text, kind, limit)
  } catch (error) {
    if (!hasErrorCode(error, INSPECT_ERRORS.NOT_FOUND)) throw error
    if (kind === undefined || !isText(sources, text)) throw error
    const matches = await searchText(sources, kind, text.trim())
    const only = findOnly(matches, text.trim())
    if (only !== undefined) return findRecords(sources, only.id, kind)
    if (matches.records.length === 0)
      throw (await matchesNothing(sources, text, kind, matches))
        ? createNoMatchError(sources.entities, text.trim(), kind)
        : error
    throw createAmbiguousError(kind, text.trim(), matches, limit)
  }
}

/** Whether the only thing that the error could suggest is to repeat this search. */
async function matchesNothing(
  sources: RecordSources,
  text: string,
  kind: InspectableEntity,
  { isComplete }: TextMatches,
): Promise<boolean> {
  const { entities } = sources
  const isSearchable = listSearchableEntities(entities).some(({ name }) => name === kind)
  if (!isComplete || !isSearchable || !isSearchText(entities, text)) return false
  return (await findOfOtherKinds(sources, text, kind)).length === 0
}

/** An id or an email address that no record has is no part of another one. */
function isText({ entities }: RecordSources, text: string): boolean {
  const id = parseRecordId(text, entities)?.id
  return !isEmail(text.trim()) && (id === undefined || !isUuid(id))
}

async function searchText(
  sources: RecordSources,
  kind: InspectableEntity,
  text: string,
): Promise<TextMatches> {
  const entity = listSearchableEntities(sources.entities).find(({ name }) => name === kind)
  if (entity === undefined) return { records: [], isComplete: true }
  const names = new NameSearch(sources, undefined, MAX_SEARCHED)
  const found: FoundRecord[] = []
  let count = 0
  let isComplete = true
  for await (const { records, searched, limitations } of searchEntity(
    sources,
    entity,
    text,
    undefined,
    names,
  )) {
    found.push(...records)
    count += searched
    if (limitations !== undefined) isComplete = false
    if (found.length > MAX_COUNTED || count > MAX_SEARCHED) return { records: found, isComplete: false }
  }
  return { records: found, isComplete }
}

/** The only match, or the only one that has exactly this name or title, or this name before the @ of its email address. */
function findOnly({ records, isComplete }: TextMatches, text: string): FoundRecord | undefined {
  if (!isComplete) return undefined
  if (records.length === 1) return records[0]
  const wanted = text.toLowerCase()
  const exact = records.filter(({ record }) =>
    Object.values(record).some(
      (value) =>
        typeof value === 'string' &&
        (value.toLowerCase() === wanted || (isEmail(value) && value.toLowerCase().startsWith(`${wanted}@`))),
    ),
  )
  return exact.length === 1 ? exact[0] : undefined
}

function createAmbiguousError(
  kind: InspectableEntity,
  text: string,
  { records, isComplete }: TextMatches,
  limit: number,
): HomeError {
  const shown = records.slice(0, limit)
  const list = formatCommandLine('inspect', kind, '--search', text)
  return new HomeError(INSPECT_ERRORS.AMBIGUOUS_ID, {
    message: records.length === 1 ? `A ${kind} matches "${text}".` : `Several records match "${text}".`,
    detail: [
      ...shown.map((match) => `${kind} ${match.id}  ${joinNames(match)}`),
      ...describeMore(records.length - shown.length, isComplete),
    ].join('\n'),
    candidates: shown.map(({ id, title }) => ({ entity: kind, id, title: title.trim() })),
    suggestion: `Enter more of the text, or an ID: homemanager ${formatCommandLine('inspect', kind, shown[0]?.id ?? 'ID')}. List all matches with homemanager ${list}.`,
  })
}

/** After the matches that are listed: how many there are besides. */
function describeMore(count: number, isComplete: boolean): readonly string[] {
  if (count > 0) return [`… and ${isComplete ? '' : 'at least '}${count} more`]
  return isComplete ? [] : ['… and more']
}
