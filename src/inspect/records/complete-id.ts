import { HomeError } from '../../core/home-error.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'
import { parsePartialIds, type PartialId } from '../../domain/partial-id.js'
import { INSPECT_ERRORS } from '../inspect-errors.js'
import type { RecordSources, SectionItem } from './record-view.js'
import { listSearchableEntities } from './search-entity.js'
import { addNames, joinNames, toSectionItem } from './section-items.js'

/** As many are listed if several records match. */
export const DEFAULT_MATCHES = 10
/** As many of an entity are counted. */
const MAX_COUNTED = 100

interface Match {
  readonly kind: InspectableEntity
  readonly id: string
  readonly title: string
  readonly record: PlainRecord
}

interface CompletedId {
  /** Undefined if there is none. */
  readonly id: string | undefined
  /** The plurals of the entities that have too many records without an index of their ids. */
  readonly unsearched: readonly string[]
}

/** The only id with the first of these parts that any id has. Throws `AMBIGUOUS_ID` with at most `limit` matches. */
export async function completeId(
  sources: RecordSources,
  text: string,
  [part, ...otherParts]: readonly PartialId[],
  kinds: readonly InspectableEntity[],
  limit: number,
): Promise<CompletedId> {
  if (part === undefined) return { id: undefined, unsearched: [] }
  const found = await Promise.all(kinds.map(async (kind) => findMatches(sources, kind, part)))
  const matches = found.flatMap((each) => each ?? [])
  const [id, ...others] = new Set(matches.map((match) => match.id))
  if (others.length === 0) {
    const isSearched = (_: unknown, i: number): boolean => found[i] !== undefined
    const next =
      id === undefined
        ? await completeId(sources, text, otherParts, kinds.filter(isSearched), limit)
        : undefined
    const unsearched = kinds.filter((_, i) => !isSearched(_, i))
    const plurals = unsearched.map((kind) => sources.entities.get(kind).plural)
    return { id: id ?? next?.id, unsearched: [...plurals, ...(next?.unsearched ?? [])] }
  }
  const shown = await nameMatches(sources, matches.slice(0, limit))
  const lines = shown.map((match) => `${match.kind} ${match.id}  ${joinNames(match)}`)
  const isCounted = found.every((each = []) => each.length <= MAX_COUNTED)
  const left = matches.length - lines.length
  const more = left === 0 ? [] : [`… and ${isCounted ? '' : 'at least '}${left} more`]
  const [, ...otherKinds] = new Set(matches.map(({ kind }) => kind))
  throw new HomeError(INSPECT_ERRORS.AMBIGUOUS_ID, {
    message: `Several records match "${text}".`,
    detail: [...lines, ...more].join('\n'),
    candidates: matches
      .slice(0, MAX_COUNTED)
      .map(({ kind, id: each, title }) => ({ entity: kind, id: each, title })),
    suggestion: `Enter more digits${otherKinds.length === 0 ? '' : ', or put the entity before the ID'}.${left === 0 ? '' : suggestSearch(sources, text, kinds)}`,
  })
}

/** A search lists all of them, unless the text has a prefix, or the entity has no search. */
function suggestSearch(
  { entities }: RecordSources,
  text: string,
  [kind, ...others]: readonly InspectableEntity[],
): string {
  const words = others.length === 0 && kind !== undefined ? [kind] : []
  const isSearched = words.length === 0 || listSearchableEntities(entities).some(({ name }) => name === kind)
  if (!isSearched || parsePartialIds(text).length === 0) return ''
  return ` List all matches with homemanager ${formatCommandLine('inspect', ...words, '--search', text.trim())}.`
}

async function findMatches(
  { entities, records }: RecordSources,
  kind: InspectableEntity,
  part: PartialId,
): Promise<readonly Match[] | undefined> {
  const entity = entities.get(kind) as Entity
  const found = await records[entity.place.store].findPartial(entity, part, MAX_COUNTED + 1)
  return found?.map((record) => ({
    kind,
    id: getRecordId(entity, record),
    title: getTitle(entity, record),
    record,
  }))
}

/** With what tells similar records apart, such as the family of a budget. */
async function nameMatches(
  sources: RecordSources,
  matches: readonly Match[],
): Promise<readonly (Match & { readonly names?: readonly string[] })[]> {
  const kinds = [...new Set(matches.map(({ kind }) => kind))]
  const named = await Promise.all(
    kinds.map(async (kind) => {
      const items = matches.filter((match) => match.kind === kind)
      const records = items.map(({ record }) => record)
      return addNames<Match & SectionItem>(sources, sources.entities.get(kind), items, records)
    }),
  )
  return named.flat()
}

/** As in lists and searches. Anyone can write to a store: a malformed record has no title. */
function getTitle(entity: Entity, record: PlainRecord): string {
  try {
    return toSectionItem(entity, record).title.trim()
  } catch {
    return ''
  }
}
