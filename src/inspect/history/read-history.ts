import { isDeepStrictEqual } from 'node:util'
import { isRecord } from '../../core/is-record.js'
import { parseTraceparent } from '../../core/tracing.js'
import type { EventEnvelope } from '../../domain/event-envelope.js'
import { createNameLookup, describeEvent, listNamedIds } from '../../domain/events/describe-event.js'
import { findNames } from '../../events/find-names.js'
import { listAllEventsBySubject, lookUpEvent } from '../records/event-lookups.js'
import { isEventAbout } from '../records/is-event-about.js'
import type { FindSeeded, RecordSources, SeededFields } from '../records/record-view.js'

/** A change of a record. */
export interface HistoryItem {
  readonly time: string
  readonly type: string
  /** Version of the record after the change. */
  readonly version: number
  readonly description: string
  /** The user who made the change; null if the event does not say. */
  readonly actor: { readonly id: string; readonly name: string } | null
  /** The event that caused the change; null for a request. */
  readonly cause: { readonly id: string; readonly type: string | null } | null
  readonly eventId: string
  readonly traceId: string | null
  readonly valuesBefore: ValuesBefore
  readonly changes: readonly FieldChange[]
}

/** `none`: the record did not exist. `unknown`: no event and no dataset says how the record was. */
export type ValuesBefore = 'known' | 'unknown' | 'none'

/** What an event changed. If the values before are unknown, `changes` has all fields of the record. */
export interface EventChanges {
  readonly event: EventEnvelope
  readonly valuesBefore: ValuesBefore
  readonly changes: readonly FieldChange[]
}

/** A field of the record before and after; undefined where the record or the field did not exist. */
export interface FieldChange {
  readonly field: string
  readonly before?: unknown
  readonly after?: unknown
}

interface HistoryOptions {
  /** The entity of the record: a record of another entity may have the same id. Default: the events of all of them. */
  readonly kind?: string | undefined
  readonly findSeeded?: FindSeeded | undefined
}

const ID_LENGTH = 36
/** They change with every event. */
const BOOKKEEPING: ReadonlySet<string> = new Set(['version', 'updated_at', 'membership_version'])

/** The changes of a record by the event log, oldest first. An event has the record after the change. */
export async function readHistory(
  sources: Pick<RecordSources, 'postgres' | 'entities'>,
  subjects: readonly string[],
  { kind, findSeeded }: HistoryOptions = {},
): Promise<readonly HistoryItem[]> {
  const all = await listAllEventsBySubject(sources.postgres, subjects)
  const events = kind === undefined ? all : all.filter((event) => isEventAbout(sources.entities, kind, event))
  const known = await findNames(sources.postgres.pool, listNamedIds(events))
  const getName = createNameLookup(events, known)
  const seeded = await findSeededBefore(events[0], findSeeded)
  return Promise.all(
    compareEvents(events, seeded).map(async ({ event, valuesBefore, changes }) => ({
      time: event.time,
      type: event.type,
      version: event.aggregateversion,
      description: describeEvent(event, getName, listChangedFields({ valuesBefore, changes })),
      actor: event.actorid === undefined ? null : { id: event.actorid, name: getName(event.actorid) },
      cause: await findCause(sources, event),
      eventId: event.id,
      traceId: parseTraceparent(event.traceparent)?.traceId ?? null,
      valuesBefore,
      changes,
    })),
  )
}

/** The names of the fields that an event changed; undefined if that is not known. */
export function listChangedFields({
  valuesBefore,
  changes,
}: Pick<EventChanges, 'valuesBefore' | 'changes'>): readonly string[] | undefined {
  return valuesBefore === 'unknown' ? undefined : changes.map(({ field }) => field)
}

/** Compares each event of a record with the one before, the first with the seeded record. `events` are the oldest first. */
export function compareEvents(
  events: readonly EventEnvelope[],
  seeded: SeededFields | undefined,
): readonly EventChanges[] {
  let before: Readonly<Record<string, unknown>> | undefined = seeded?.fields
  return events.map((event, i): EventChanges => {
    const after = isDeletion(event) ? {} : getRecord(event)
    const isPartial = i === 0 && seeded?.partial === true && before !== undefined
    const compared = isPartial ? pickFields(after, Object.keys(before ?? {})) : after
    const changes = listChanges(before ?? {}, compared)
    const valuesBefore =
      before !== undefined && Object.keys(before).length > 0
        ? 'known'
        : before === undefined && isChange(event)
          ? 'unknown'
          : 'none'
    before = after
    return { event, valuesBefore, changes }
  })
}

/** Whether the record existed before the event. */
function isChange({ type }: EventEnvelope): boolean {
  return type.endsWith('.updated') || type.endsWith('.deleted')
}

/** Seeding writes no events: the first event of a seeded record does not tell how the record was. */
export async function findSeededBefore(
  event: EventEnvelope | undefined,
  findSeeded: FindSeeded | undefined,
): Promise<SeededFields | undefined> {
  if (event === undefined || !event.type.endsWith('.updated')) return undefined
  const found = await findSeeded?.(
    event.type.split('.')[1] ?? '',
    event.subject.slice(-ID_LENGTH),
    event.familyid,
  )
  return found?.version === event.aggregateversion - 1 ? found : undefined
}

function pickFields(
  record: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, record[name]]))
}

async function findCause(
  { postgres }: Pick<RecordSources, 'postgres'>,
  { causationid }: EventEnvelope,
): Promise<HistoryItem['cause']> {
  if (causationid === undefined) return null
  const cause = await lookUpEvent(postgres, causationid)
  return { id: causationid, type: cause?.envelope.type ?? null }
}

function isDeletion({ type }: EventEnvelope): boolean {
  return type.endsWith('.deleted')
}

/** The record in the data of an event: under the name of its entity, or the data itself. */
function getRecord({ type, data }: EventEnvelope): Readonly<Record<string, unknown>> {
  const nested = data[type.split('.')[1] ?? '']
  return isRecord(nested) ? nested : data
}

function listChanges(
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
): readonly FieldChange[] {
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])]
  return fields
    .filter((field) => !BOOKKEEPING.has(field))
    .filter((field) => !isDeepStrictEqual(before[field], after[field]))
    .map((field) => ({
      field,
      ...(before[field] === undefined ? {} : { before: before[field] }),
      ...(after[field] === undefined ? {} : { after: after[field] }),
    }))
}
