import { formatRows, type RowFormat } from '../../../query/format-rows.js'
import { escapeRenderedText } from '../../../output/escape-control-characters.js'
import { formatCommandLine } from '../../../core/format-command-line.js'
import { limitRows } from '../../../query/limit-rows.js'
import type { QueryResult } from '../../../stores/contracts/query.js'
import type { CommandContext } from '../../command-context.js'

/** Output is written in chunks of about this size: one write per row would dominate the time of a large result. */
const OUTPUT_CHUNK_CHARACTERS = 65_536

interface PrintOptions {
  readonly format: RowFormat
  readonly limit: number | undefined
  readonly wide: boolean
  readonly columns: readonly string[] | undefined
  /** Whether a result that is longer than the screen may be shown with a pager. */
  readonly pager: boolean
}

/** JSON has another way to write a control character. In CSV it can only be replaced. Tables never contain one. */
const TERMINAL_ESCAPES: Readonly<Partial<Record<RowFormat, (text: string) => string>>> = {
  csv: (text) => escapeRenderedText(text, false),
  json: escapeJson,
  ndjson: escapeJson,
}

/** What JSON permits in strings although a terminal may interpret it. */
function escapeJson(text: string): string {
  return text.replaceAll(
    /[\u007F-\u009F\u202A-\u202E\u2066-\u2069]/g,
    (character) => String.raw`\u` + character.charCodeAt(0).toString(16).padStart(4, '0'),
  )
}

/** Streams the rows to stdout, then prints their number and how the result continues. */
export async function printQueryResult(
  { output, signal, signalHandler, argv }: CommandContext,
  result: QueryResult,
  { format, limit, wide, columns, pager }: PrintOptions,
): Promise<void> {
  let chunk = ''
  let count = 0
  let isComplete = true
  let isCut = false
  let hasHiddenColumns = false
  const limited = result.next === undefined ? limitRows(result, limit, () => (isComplete = false)) : result
  const isPaged = pager && (format === 'table' || format === 'vertical')
  await using text = output.openText(isPaged ? { signalHandler } : undefined)
  const rows = formatRows(limited, {
    format,
    ...(columns === undefined ? {} : { columns }),
    ...(wide ? { maxCellWidth: Infinity } : output.columns === undefined ? {} : { maxWidth: output.columns }),
    onHiddenColumns: (names) => {
      hasHiddenColumns = true
      output.note(
        `${names.length === 1 ? 'One column is' : `${names.length} columns are`} not shown: ${names.join(', ')}. Use --columns, --wide or --vertical.`,
      )
    },
    onCutValue: () => (isCut = true),
    formatHeader: (line) => output.style.bold(line.trimEnd()) + '\n',
    onUnlistedColumn: (name) =>
      output.warn(`Later rows also have ${name}, which is not shown. Use --ndjson to show all fields.`),
    onDuplicateColumn: (name) =>
      output.warn(
        `Two columns are named ${name}. JSON parsers keep only one; use AS to give them distinct names.`,
      ),
    onEnd: (total) => (count = total),
  })
  const escape = output.columns === undefined ? undefined : TERMINAL_ESCAPES[format]
  for await (const row of rows) {
    if (signal.aborted) return
    chunk += escape?.(row) ?? row
    if (chunk.length < OUTPUT_CHUNK_CHARACTERS) continue
    // The user has ended the pager.
    if (!(await text.write(chunk))) return
    chunk = ''
  }
  await text.write(chunk)
  await text.end()
  if (isCut && !hasHiddenColumns && output.columns !== undefined)
    output.note('Values that end with … are truncated. Use --columns, --wide or --vertical.')
  const next = result.next?.()
  const rowCount = `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`
  if (next !== undefined)
    output.note(`${rowCount}. There are more rows. To continue: ${formatContinuation(argv, next)}`)
  else if (!isComplete && limit !== undefined)
    output.note(`${rowCount}. There are more rows. Use --limit ${limit * 10}, or omit it.`)
  else output.note(result.summary?.() ?? rowCount)
}

/** The same command line, continued. */
function formatContinuation(argv: readonly string[], token: string): string {
  const words = argv.filter((word, i) => !/^--continue(?:=|$)/.test(word) && argv[i - 1] !== '--continue')
  return formatCommandLine('homemanager', ...words, '--continue', token)
}
