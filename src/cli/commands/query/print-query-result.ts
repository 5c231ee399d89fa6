import { formatRows, type RowFormat } from '../../../query/format-rows.js'
import type { QueryResult } from '../../../stores/contracts/query.js'
import type { CommandContext } from '../../command-context.js'

/** Output is written in chunks of about this size: one write per row would dominate the time of a large result. */
const OUTPUT_CHUNK_CHARACTERS = 65_536

/** Streams the rows to stdout, then prints their number. */
export async function printQueryResult(
  { output, signal }: CommandContext,
  result: QueryResult,
  format: RowFormat,
): Promise<void> {
  let chunk = ''
  let count = 0
  const rows = formatRows(result, {
    format,
    formatHeader: (line) => output.style.bold(line.trimEnd()) + '\n',
    onUnlistedColumn: (name) =>
      output.warn(`Later rows also have ${name}, which is not shown. Use --ndjson to show all fields.`),
    onDuplicateColumn: (name) =>
      output.warn(
        `Two columns are named ${name}. JSON parsers keep only one; use AS to give them distinct names.`,
      ),
    onEnd: (total) => (count = total),
  })
  for await (const row of rows) {
    if (signal.aborted) return
    chunk += row
    if (chunk.length < OUTPUT_CHUNK_CHARACTERS) continue
    await output.printRaw(chunk)
    chunk = ''
  }
  await output.printRaw(chunk)
  output.note(result.summary?.() ?? `${count.toLocaleString('en-US')} ${count === 1 ? 'row' : 'rows'}`)
}
