import { publishesChanges } from '../../domain/events/publishes-changes.js'
import { formatCount } from '../../core/format-count.js'
import { parseTraceparent } from '../../core/tracing.js'
import type { Entity } from '../../domain/entities/entity.js'
import { event } from '../../domain/entities/event.js'
import type { EntityRegistry, InspectableEntity } from '../../domain/entities/registry.js'
import { describeEvents } from '../history/describe-events.js'
import { formatChanges } from '../history/format-changes.js'
import { type HistoryItem, readHistory } from '../history/read-history.js'
import { lookUpEvent } from '../records/event-lookups.js'
import { findRecords } from '../records/find-records.js'
import { type FirstSectionPage, readSection } from '../records/read-section.js'
import type {
  DecodedKey,
  RecordSources,
  RecordView,
  Reference,
  Section,
  SectionItem,
} from '../records/record-view.js'
import { formatAddress } from './address.js'
import type { Page, Row } from './page.js'
import { toFieldRow, toReferenceRow } from './record-rows.js'

/** The pane with the fields of a record. */
export const FIELDS = 'Fields'
/** The pane with the records that a record names. */
export const REFERENCES = 'References'
/** The pane with the events of a record. */
export const HISTORY = 'History'
/** In the line of a list. */
const SHOWN_TITLES = 3
/** Enough to tell small lists from large ones. */
const COUNTED_ROWS = 50

/** A record: its fields and keys, its references, the lists of records that belong to it, and its history. */
export async function openRecord(sources: RecordSources, kind: InspectableEntity, id: string): Promise<Page> {
  const [view] = await findRecords(sources, id, kind)
  const entity = sources.entities.get(kind)
  const { prefix = '' } = entity.id
  const [references, related, history, happened] = await Promise.all([
    view.references(),
    Promise.all(view.sections.map(async (section) => toSectionRows(sources.entities, view, section))),
    readHistory(sources, [...new Set([view.id, `${prefix}${view.id}`])], {
      kind,
      findSeeded: sources.findSeeded,
    }),
    kind === event.name ? describeLoggedEvent(sources, view.id) : '',
  ])
  const traceId = findTraceId(view.record['traceparent'])
  return {
    address: formatAddress('records', [kind, view.id]),
    title: `${capitalize(kind)}  ${view.title.replaceAll(/ {2,}/g, '  ')}`,
    subtitle: [
      view.store,
      ...(isVersion(view.record['version']) ? [`version ${view.record['version']}`] : []),
      ...(view.unknownFields.length === 0 ? [] : [formatCount(view.unknownFields.length, 'unknown field')]),
    ].join(' · '),
    panes: [
      { name: FIELDS, rows: [...listFields(entity, view, references), ...view.keys.map(toKeyRow)] },
      { name: REFERENCES, rows: references.map(toReferenceRow), empty: 'None.' },
      { name: 'Related records', rows: related.flat(), empty: 'None.' },
      // An event never changes.
      ...(kind === event.name
        ? happened === ''
          ? []
          : [{ name: 'What happened', wraps: true, rows: [{ cells: [{ text: happened }] }] } as const]
        : [
            {
              name: HISTORY,
              rows: history.toReversed().map(toHistoryRow),
              newest: 'start',
              empty: publishesChanges(kind)
                ? 'No events. Most seeded records have none until they are changed.'
                : 'No events: a change of its values publishes none.',
            } as const,
          ]),
    ],
    origin: { store: view.store, index: 'by ID', read: 1, command: `inspect ${kind} ${view.id}` },
    value: view.record,
    id: view.id,
    ...(traceId === undefined ? {} : { traceId }),
  }
}

/** Empty if the type of the event is not known. */
async function describeLoggedEvent(sources: RecordSources, id: string): Promise<string> {
  const logged = await lookUpEvent(sources.postgres, id)
  const [description = ''] = logged === undefined ? [] : await describeEvents(sources, [logged.envelope])
  return description
}

/** Enter follows a field that is a reference, and unfolds one that is an object or a list. */
function listFields(entity: Entity, view: RecordView, references: readonly Reference[]): readonly Row[] {
  const keys = new Set(view.keys.map(({ name }) => name))
  return Object.entries(view.record)
    .filter(([name]) => !keys.has(name))
    .map(([name, value]) => {
      const row = toFieldRow(name, value, view.unknownFields.includes(name))
      // A reference is called by its label.
      const label = entity.references?.find(({ field }) => field === name)?.label ?? name
      const reference = references.find((each) => each.field === label && each.state !== 'dangling')
      if (reference !== undefined)
        return { ...row, target: formatAddress('records', [reference.kind, reference.id]) }
      const traceId = name === 'traceparent' ? findTraceId(value) : undefined
      if (traceId !== undefined) return { ...row, traceId, target: formatAddress('traces', [traceId]) }
      const isFolded = typeof value === 'object' && value !== null
      return isFolded
        ? { ...row, target: formatAddress('records', [view.kind, view.id], { field: name }) }
        : row
    })
}

function findTraceId(traceparent: unknown): string | undefined {
  return typeof traceparent === 'string' ? parseTraceparent(traceparent)?.traceId : undefined
}

function toKeyRow({ name, raw, parts, expected }: DecodedKey): Row {
  return {
    cells: [
      { text: name, tone: 'quiet' },
      { text: parts.join(' | ') },
      ...(expected === undefined
        ? []
        : [{ text: `≠ ${expected} expected from the attributes`, tone: 'warning' } as const]),
    ],
    id: raw,
    value: raw,
  }
}

/** None for a list that is empty or does not exist here; one that cannot be read has its error. */
async function toSectionRows(
  entities: EntityRegistry,
  view: RecordView,
  section: Section,
): Promise<readonly Row[]> {
  if (section.unavailableReason !== undefined) return []
  const page = await readSection(section, COUNTED_ROWS)
  return page.items.length === 0 && page.error === undefined
    ? []
    : [toSectionRow(entities, view, section, page)]
}

function toSectionRow(
  entities: EntityRegistry,
  view: RecordView,
  section: Section,
  page: FirstSectionPage,
): Row {
  const totals = page.totals?.map(({ total, currency }) => `${total} ${currency}`) ?? []
  const rows = page.totals?.reduce((count, each) => count + each.count, 0) ?? page.items.length
  const more = page.totals === undefined && page.hasMore ? '+' : ''
  const problems = page.items.filter(({ state = 'found' }) => state !== 'found').length
  return {
    cells: [
      { text: section.name, tone: 'accent' },
      ...(page.error === undefined
        ? [{ text: [`${rows.toLocaleString('en-US')}${more}`, ...totals].join(', ') }]
        : [{ text: `✗ ${page.error}`, tone: 'bad' } as const]),
      ...(problems === 0 ? [] : [{ text: `✗ ${problems} inconsistent`, tone: 'bad' } as const]),
      {
        text: page.items
          .slice(0, SHOWN_TITLES)
          .map((item) => toShortTitle(entities, item))
          .join(', '),
        tone: 'quiet',
      },
    ],
    ...(page.items.length === 0
      ? {}
      : { target: formatAddress('records', [view.kind, view.id, section.name]) }),
  }
}

/** The column that says what the record is about, or the last one of its title. What is no record has no such column. */
function toShortTitle(entities: EntityRegistry, { kind, title, cells }: SectionItem): string {
  if (kind === undefined && cells === undefined) return title.trim().replaceAll(/ {2,}/g, ' ')
  const { columns = [] } = kind === undefined ? {} : (entities.get(kind) as Entity)
  const lead = columns.findIndex(({ importance = 0 }) => importance > 0)
  return cells?.[lead]?.trim() || (title.trim().split(/ {2,}/).at(-1) ?? '')
}

function toHistoryRow(item: HistoryItem): Row {
  const { time, description, actor, cause, eventId, traceId, valuesBefore, changes } = item
  const why = [
    ...(actor === null || description.endsWith(` by ${actor.name}`) ? [] : [`by ${actor.name}`]),
    ...(cause === null ? [] : [`because of ${cause.type ?? 'event'}`]),
    ...(valuesBefore === 'unknown' ? ['the values before are not recorded'] : formatChanges(item)),
  ]
  return {
    cells: [
      { text: time.slice(0, 19).replace('T', ' '), tone: 'quiet' },
      { text: description },
      ...(why.length === 0 ? [] : [{ text: why.join(', '), tone: 'quiet' } as const]),
    ],
    id: eventId,
    target: formatAddress('records', ['event', eventId]),
    value: { time, description, eventId, traceId, changes },
    ...(traceId === null ? {} : { traceId }),
  }
}

function isVersion(value: unknown): value is number {
  return typeof value === 'number'
}

function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
