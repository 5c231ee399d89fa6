import { escapeRegExp } from '../../core/escape-regexp.js'
import type { EntityId } from '../../domain/entities/entity.js'
import { parsePartialIds, type PartialId } from '../../domain/partial-id.js'
import { isUuid } from '../../core/is-uuid.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'

export function isEmail(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text)
}

/** A bare id and the kinds of records that it can belong to. */
export interface ParsedRecordId {
  readonly kinds: readonly InspectableEntity[]
  readonly id: string
}

/** What ids of an entity start with. */
function listIdPrefixes(entities: EntityRegistry): readonly (readonly [RegExp, InspectableEntity])[] {
  return entities.listInspectable().flatMap((kind) => {
    const { prefix, otherPrefixes = [] } = entities.get(kind).id
    return [prefix ?? [], otherPrefixes].flat().map((each) => [toPrefixPattern(each), kind] as const)
  })
}

function listKinds(
  entities: EntityRegistry,
  isOfKind: (id: EntityId) => boolean,
): readonly InspectableEntity[] {
  return entities.listInspectable().filter((kind) => isOfKind(entities.get(kind).id))
}

/**
 * Parses every form of an id in the stores (`USER#…`, `expense_…`, a todo's sort key), an email address, or a bare UUID,
 * which can belong to any kind. Digits are an example id of the ADR: 123 is the UUID that ends in 123. A single word can
 * only be the id of an entity with such ids, such as a category. Returns undefined if the text is not an id.
 */
export function parseRecordId(text: string, entities: EntityRegistry): ParsedRecordId | undefined {
  const trimmed = text.trim()
  if (isEmail(trimmed))
    return { kinds: listKinds(entities, ({ emailField }) => emailField !== undefined), id: trimmed }
  for (const [prefix, kind] of listIdPrefixes(entities)) {
    const rest = trimmed.replace(prefix, '')
    if (rest === trimmed) continue
    const id = parseBareId(rest)
    if (id !== undefined) return { kinds: [kind], id }
  }
  const id = parseBareId(trimmed)
  if (id !== undefined) return { kinds: listKinds(entities, ({ format }) => format !== 'word'), id }
  return /^[a-z][a-z0-9_-]*$/.test(trimmed)
    ? { kinds: listKinds(entities, ({ format }) => format === 'word'), id: trimmed }
    : undefined
}

/** A part of an id, perhaps after a prefix of an entity, and the kinds of records that it can belong to. */
export interface ParsedPartialId {
  readonly kinds: readonly InspectableEntity[]
  /** What the digits can be, the likeliest first. */
  readonly parts: readonly PartialId[]
}

/** Parses the beginning or the end of an id, and an id that is shortened to its first and last digits: `018f…6bb6`. */
export function parsePartialRecordId(text: string, entities: EntityRegistry): ParsedPartialId | undefined {
  const trimmed = text.trim()
  for (const [prefix, kind] of listIdPrefixes(entities)) {
    const rest = trimmed.replace(prefix, '')
    const parts = rest === trimmed ? [] : parsePartialIds(rest)
    if (parts.length > 0) return { kinds: [kind], parts }
  }
  const parts = parsePartialIds(trimmed)
  if (parts.length === 0) return undefined
  return { kinds: listKinds(entities, ({ format }) => format !== 'word'), parts }
}

/** `*` stands for any characters. */
function toPrefixPattern(prefix: string): RegExp {
  const literals = prefix.split('*').map(escapeRegExp)
  return new RegExp(`^${literals.join('.*')}`)
}

function parseBareId(text: string): string | undefined {
  if (isUuid(text)) return text.toLowerCase()
  return /^\d{1,12}$/.test(text) ? `00000000-0000-7000-8000-${text.padStart(12, '0')}` : undefined
}
