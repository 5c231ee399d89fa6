import type { ChalkInstance } from 'chalk'
import { publishesChanges } from '../../../domain/events/publishes-changes.js'
import { hasErrorCode, HomeError } from '../../../core/home-error.js'
import type { InspectableEntity } from '../../../domain/entities/registry.js'
import { type HistoryItem, readHistory } from '../../../inspect/history/read-history.js'
import { INSPECT_ERRORS } from '../../../inspect/inspect-errors.js'
import { findRecordsByIdOrText } from '../../../inspect/records/find-by-text.js'
import { findOfOtherKinds, findRecords } from '../../../inspect/records/find-records.js'
import { suggestEntity, suggestOthers } from '../../../inspect/records/not-found-error.js'
import { parseRecordId } from '../../../inspect/records/parse-record-id.js'
import type { RecordSources, RecordView } from '../../../inspect/records/record-view.js'
import { escapeControlCharacters } from '../../../output/escape-control-characters.js'
import { breakText } from '../../../output/lay-out-json.js'
import type { Project } from '../../../project/project.js'
import type { CommandContext } from '../../command-context.js'

const MAX_VALUE = 80

interface Target {
  readonly kind?: InspectableEntity
  readonly text: string
}

/** A change with the operation that made it, if its trace is recorded. */
type ShownItem = HistoryItem & { readonly operation: string | null }

/** `inspect ID --history`: the changes of a record, which may have been deleted. Throws `NOT_FOUND`. */
export async function showHistory(
  context: CommandContext,
  project: Project,
  sources: RecordSources,
  target: Target,
): Promise<void> {
  const { output } = context
  const views = await findRecordsIfAny(sources, target)
  const [view] = views
  const id = view?.id ?? parseRecordId(target.text, sources.entities)?.id ?? target.text.trim()
  const subjects = [...new Set([id, ...views.map((each) => each.id)])]
  const kind = view?.kind ?? target.kind
  const history = await readHistory(sources, subjects, {
    kind,
    findSeeded: async (...record) => project.findSeededRecord(...record),
  })
  if (view === undefined && history.length === 0) {
    throw new HomeError(INSPECT_ERRORS.NOT_FOUND, {
      message: `No record and no event found for "${target.text}".`,
      suggestion: await suggestNext(sources, target),
    })
  }
  const operations = await project.listOperations(history.flatMap(({ traceId }) => traceId ?? []))
  const items = history.map((item): ShownItem => ({
    ...item,
    operation: operations.get(item.traceId ?? '') ?? null,
  }))
  const document = { kind: kind ?? null, id, title: view?.title ?? null, items }
  output.printResult(document, (style) =>
    [
      `${style.bold(escapeControlCharacters(view?.title ?? id))}  ${style.dim(`${document.kind ?? 'record'} ${id}`)}`,
      ...(items.length === 0
        ? [
            '',
            `The event log has no event about this record${publishesChanges(kind ?? '') ? '. Most seeded records have none until they are changed.' : ': a change of its values publishes none.'}`,
          ]
        : []),
      ...items.flatMap((item) => renderItem(item, style, output.columns)),
    ].join('\n'),
  )
}

async function suggestNext(sources: RecordSources, { kind, text }: Target): Promise<string> {
  const others = await findOfOtherKinds(sources, text, kind)
  if (others.length > 0) return suggestOthers(others, text)
  return `${suggestEntity(sources.entities, kind, text)}Run homemanager events --wide to list the latest events with the IDs of their records.`
}

/** Deleted records have a history, too. */
async function findRecordsIfAny(
  sources: RecordSources,
  { kind, text }: Target,
): Promise<readonly RecordView[]> {
  try {
    // A word may be the id of a deleted record.
    const isWord = kind !== undefined && sources.entities.get(kind).id.format === 'word'
    return await (isWord ? findRecords : findRecordsByIdOrText)(sources, text, kind)
  } catch (error) {
    if (hasErrorCode(error, INSPECT_ERRORS.NOT_FOUND)) return []
    throw error
  }
}

function renderItem(item: ShownItem, style: ChalkInstance, columns = Infinity): readonly string[] {
  const { time, version, type, description, actor, cause, operation, traceId, valuesBefore, changes } = item
  const why = [
    ...(actor === null ? [] : [`by ${escapeControlCharacters(actor.name)}`]),
    ...(cause === null ? [] : [`because of ${cause.type ?? 'event'} ${cause.id}`]),
    ...(operation === null ? [] : [operation]),
    ...(traceId === null ? [] : [`trace ${traceId.slice(0, 16)}`]),
  ]
  return [
    '',
    `${style.dim(time)}  v${version}  ${style.cyan(type)}  ${escapeControlCharacters(description)}`,
    ...(why.length === 0 ? [] : [`  ${style.dim(why.join('  '))}`]),
    // A new record is shown by its description; --json has all fields.
    ...(valuesBefore !== 'known'
      ? valuesBefore === 'unknown'
        ? [`  ${style.dim('The values before are not recorded.')}`]
        : []
      : changes.flatMap(({ field, before, after }) =>
          breakText(`${field}: ${formatValue(before)} → ${formatValue(after)}`, columns - 2).map(
            (line) => `  ${line}`,
          ),
        )),
  ]
}

function formatValue(value: unknown): string {
  const text = value === undefined ? '–' : typeof value === 'string' ? value : JSON.stringify(value)
  const line = escapeControlCharacters(text)
  return line.length > MAX_VALUE ? `${line.slice(0, MAX_VALUE)}…` : line
}
