import { resolveConfig } from '../../config/resolve-config.js'
import { HomeError } from '../../core/home-error.js'
import { findRecords } from '../../inspect/records/find-record.js'
import { recordDocument } from '../../inspect/records/record-document.js'
import {
  isRecordKind,
  type RecordKind,
  RECORD_KINDS,
  type RecordView,
} from '../../inspect/records/record-view.js'
import { readSection } from '../../inspect/records/read-section.js'
import { CLI_ERRORS } from '../cli-errors.js'
import type { CommandContext } from '../command.js'
import { connectSources } from './connect-sources.js'
import { renderRecord, renderSection } from './render-record.js'
import { shownCommand } from './shown-command.js'
import { asRefused } from '../../stores/refused.js'

const DIALOGUE_PAGE = 15

/** Shows one record, as text or as one JSON document; without arguments a dialogue where there is a terminal. */
export async function inspect(
  context: CommandContext,
  first: string | undefined,
  second: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { output } = context
  const { kind, text } = wanted(first, second)
  const depth = count(options, 'depth', 0, 5)
  const size = count(options, 'limit', 1, 1000)
  if (text === undefined && (kind !== undefined || !output.interactive)) throw missing(kind)
  const config = await resolveConfig(context.globals)
  await using sources = await connectSources(config, text === undefined ? 4 : 1)
  if (text === undefined) {
    const { walkRecords } = await import('./dialogue/walk-records.js')
    await walkRecords({
      sources,
      output,
      pageSize: DIALOGUE_PAGE,
      command: shownCommand(context.globals),
    })
    return
  }
  const [view, ...others] = await findRecords(sources, text, kind).catch((error: unknown) => {
    throw asRefused(error)
  })
  for (const other of others)
    output.note(`The same id also names another record: homemanager inspect ${other.kind} ${other.id}`)
  if (output.json) {
    output.answer(await recordDocument(sources, view, { depth, size }), () => '')
    return
  }
  await output.raw(`${await asText(context, view, depth, size)}\n`)
}

async function asText(
  context: CommandContext,
  view: RecordView,
  depth: number,
  size: number,
): Promise<string> {
  const { style } = context.output
  if (depth === 0) return renderRecord(view, [], style)
  const [references, pages] = await Promise.all([
    view.references(),
    Promise.all(view.sections.map(async (section) => ({ section, page: await readSection(section, size) }))),
  ])
  const filled = pages.filter(({ page }) => page.items.length > 0 || page.problem !== undefined)
  const command = shownCommand(context.globals)
  const blocks = filled.map(
    ({ section, page }) =>
      `${renderSection(section, page, style)}${page.next === undefined ? '' : `\n    ${style.dim(command(section))}`}`,
  )
  return [renderRecord(view, references, style), ...blocks].join('\n\n')
}

function wanted(
  first: string | undefined,
  second: string | undefined,
): { readonly kind?: RecordKind; readonly text: string | undefined } {
  if (second !== undefined) {
    if (first !== undefined && isRecordKind(first)) return { kind: first, text: second }
    throw new HomeError(CLI_ERRORS.USAGE, {
      message: `"${first}" is not a kind of record.`,
      suggestion: `Kinds: ${RECORD_KINDS.join(', ')}.`,
    })
  }
  return first !== undefined && isRecordKind(first) ? { kind: first, text: undefined } : { text: first }
}

function missing(kind: RecordKind | undefined): HomeError {
  return new HomeError(CLI_ERRORS.USAGE, {
    message: kind === undefined ? 'There is nothing to inspect.' : `The id of the ${kind} is missing.`,
    suggestion:
      'Give an id or an email: homemanager inspect user EMAIL. Without arguments it needs a terminal.',
  })
}

function count(
  options: Readonly<Record<string, unknown>>,
  name: string,
  least: number,
  most: number,
): number {
  const value = Number(options[name])
  if (Number.isInteger(value) && value >= least && value <= most) return value
  throw new HomeError(CLI_ERRORS.USAGE, {
    message: `--${name} ${String(options[name])} is not a whole number from ${least} to ${most}.`,
    suggestion: 'See homemanager inspect --help.',
  })
}
