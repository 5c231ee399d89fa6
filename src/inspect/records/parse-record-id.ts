import { isUuid } from '../../core/is-uuid.js'
import { INSPECTABLE_ENTITIES, type InspectableEntity } from '../../domain/entities/registry.js'

/** A bare id and the kinds of records that it can belong to. */
export interface ParsedRecordId {
  readonly kinds: readonly InspectableEntity[]
  readonly id: string
}

const ID_PREFIXES: readonly (readonly [RegExp, InspectableEntity])[] = [
  [/^(?:USER|ASSIGNEE|user)[#:]/, 'user'],
  [/^FAMILY#/, 'family'],
  [/^TODO#.*#/, 'todo'],
  [/^(?:OPEN|CLOSED)#.*#/, 'todo'],
  [/^expense_/, 'expense'],
  [/^budget_/, 'budget'],
]

/**
 * Parses every form of an id in the stores (`USER#…`, `expense_…`, a todo's sort key), an email address, or a bare UUID,
 * which can belong to any kind. Digits are an example id of the ADR: 123 is the UUID that ends in 123. A single word can
 * only be a category. Returns undefined if the text is not an id.
 */
export function parseRecordId(text: string): ParsedRecordId | undefined {
  const trimmed = text.trim()
  if (/^[^\s@]+@[^\s@]+$/.test(trimmed)) return { kinds: ['user'], id: trimmed }
  for (const [prefix, kind] of ID_PREFIXES) {
    const rest = trimmed.replace(prefix, '')
    if (rest === trimmed) continue
    const id = parseBareId(rest)
    if (id !== undefined) return { kinds: [kind], id }
  }
  const id = parseBareId(trimmed)
  if (id !== undefined) return { kinds: INSPECTABLE_ENTITIES.filter((kind) => kind !== 'category'), id }
  return /^[a-z][a-z0-9_-]*$/.test(trimmed) ? { kinds: ['category'], id: trimmed } : undefined
}

function parseBareId(text: string): string | undefined {
  if (isUuid(text)) return text.toLowerCase()
  return /^\d{1,12}$/.test(text) ? `00000000-0000-7000-8000-${text.padStart(12, '0')}` : undefined
}
