import { escapeRegExp } from '../../core/escape-regexp.js'
import { formatPrettyJson, parseJson } from '../../core/json.js'
import type { Entity } from '../../domain/entities/entity.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import { formatAddress } from '../../inspect/pages/address.js'
import type { Cell, Page, Row } from '../../inspect/pages/page.js'
import { lookUpRecord } from '../../inspect/records/look-up-record.js'
import { parseRecordId } from '../../inspect/records/parse-record-id.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import type { Cell as Value } from '../../query/row-layouts.js'
import type { RanStatement } from '../state/recent-statements.js'
import { findRowId, type QueryRow } from './read-query-rows.js'

/** A record that a row is about. */
interface FoundRecord {
  readonly kind: InspectableEntity
  readonly id: string
}

/** A UUID at the end, or an email address: what can only name a record. */
const NAMES_RECORD = /[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$|^[^\s@]+@[^\s@]+$/i
/** Where the id of a record can be, besides the field of its entity. */
const ID_COLUMNS = ['id', '_id', 'SK']

/** A row of a result: all columns with their complete values, and the records that it names. */
export async function openQueryRow(
  sources: RecordSources,
  statement: RanStatement,
  row: QueryRow,
): Promise<Pick<Page, 'address' | 'title' | 'hint' | 'panes' | 'value' | 'id'>> {
  const kinds = listNamedEntities(sources.entities, statement)
  const records = (await Promise.all(kinds.map(async (kind) => findRecord(sources, kind, row)))).flat()
  return {
    address: formatAddress('query', [], { ...statement, row: String(row.number) }),
    title: `Row ${row.number} of ${statement.text}`,
    hint: records.length === 0 ? '' : 'Enter opens the record',
    panes: [
      {
        name: 'Row',
        wraps: true,
        rows: [
          ...records.map(toRecordRow),
          ...row.columns.map((name, i) =>
            toFieldRow(sources.entities, { name, value: row.values[i], kinds, records }),
          ),
        ],
      },
    ],
    value: row.json,
    id: findRowId(row),
  }
}

/** The entities that a statement can be about: those whose table, collection or view it names. */
function listNamedEntities(
  entities: EntityRegistry,
  { store, text }: RanStatement,
): readonly InspectableEntity[] {
  const isNamed = (name: string): boolean =>
    new RegExp(`(?<!\\w)${escapeRegExp(name)}(?!\\w)`, 'i').test(text)
  return entities.listInspectable().filter((kind) => {
    const { place, plural, view }: Entity = entities.get(kind)
    if (!includesStore(store, place.store)) return false
    // All entities of DynamoDB are in one table.
    if (place.store === store && place.store === 'dynamodb') return true
    const table =
      place.store === 'postgres' ? place.table : place.store === 'mongo' ? place.collection : plural
    return [table, view?.name ?? plural].some(isNamed)
  })
}

function includesStore(store: string, place: string): boolean {
  return store === 'all' || store === place
}

/** A column may be called like the id and have another meaning, so the record is looked up. */
async function findRecord(
  sources: RecordSources,
  kind: InspectableEntity,
  { columns, values }: QueryRow,
): Promise<readonly FoundRecord[]> {
  const entity: Entity = sources.entities.get(kind)
  const [field, ...others] = entity.id.fields
  if (field === undefined || others.length > 0) return []
  for (const name of [field, ...ID_COLUMNS]) {
    const value = values[columns.indexOf(name)]
    if (typeof value !== 'string') continue
    const id = entity.id.format === 'word' ? value : parseKindId(sources.entities, kind, value)
    const found =
      id === undefined ? undefined : await lookUpRecord(sources, entity, id).catch(() => undefined)
    if (id !== undefined && found !== undefined) return [{ kind, id }]
  }
  return []
}

function parseKindId(entities: EntityRegistry, kind: InspectableEntity, value: string): string | undefined {
  const parsed = NAMES_RECORD.test(value) ? parseRecordId(value, entities) : undefined
  return parsed?.kinds.includes(kind) === true ? parsed.id : undefined
}

function toRecordRow({ kind, id }: FoundRecord): Row {
  return {
    cells: [
      { text: '→', tone: 'accent' },
      { text: `open the ${kind} ${id}`, tone: 'strong' },
    ],
    target: formatAddress('records', [kind, id]),
    id,
  }
}

interface RowField {
  readonly name: string
  readonly value: Value
  readonly kinds: readonly InspectableEntity[]
  readonly records: readonly FoundRecord[]
}

function toFieldRow(entities: EntityRegistry, field: RowField): Row {
  const { name, value } = field
  const target = typeof value === 'string' ? findTarget(entities, field, value) : undefined
  return {
    cells: [{ text: name, tone: 'accent' }, toValueCell(value)],
    ...(typeof value === 'string' ? { id: value } : {}),
    ...(target === undefined ? {} : { target }),
  }
}

/** The address of the record that a value names, or of the search for it. */
function findTarget(
  entities: EntityRegistry,
  { name, kinds, records }: RowField,
  value: string,
): string | undefined {
  const parsed = NAMES_RECORD.test(value) ? parseRecordId(value, entities) : undefined
  if (parsed === undefined) return undefined
  const own = records.find(({ kind, id }) => id === parsed.id && parsed.kinds.includes(kind))
  if (own !== undefined) return formatAddress('records', [own.kind, own.id])
  const references = kinds.flatMap((kind) => (entities.get(kind) as Entity).references ?? [])
  const entity = references.find((each) => each.field === name)?.entity
  const kind = parsed.kinds.length === 1 ? parsed.kinds[0] : parsed.kinds.find((each) => each === entity)
  return kind === undefined
    ? formatAddress('search', [], { text: value })
    : formatAddress('records', [kind, parsed.id])
}

function toValueCell(value: Value): Cell {
  if (value === undefined) return { text: '(no such field)', tone: 'quiet' }
  return value === null ? { text: 'NULL', tone: 'quiet' } : { text: unfold(value) }
}

/** Objects and lists in several lines. */
function unfold(value: string): string {
  if (!/^[[{]/.test(value)) return value
  try {
    return formatPrettyJson(parseJson(value))
  } catch {
    return value
  }
}
