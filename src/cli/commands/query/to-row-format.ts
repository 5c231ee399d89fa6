import type { RowFormat } from '../../../query/format-rows.js'
import type { CommandContext } from '../../command-context.js'
import { UsageError } from '../../usage-error.js'

export interface FormatFlags {
  readonly ndjson: boolean
  readonly csv: boolean
  readonly vertical: boolean
  readonly wide: boolean
  readonly columns?: string | undefined
}

/** The output format that the flags select; by default a table. Throws `USAGE` for more than one. */
export function toRowFormat(
  { globals }: CommandContext,
  { ndjson, csv, vertical, wide, columns }: FormatFlags,
): RowFormat {
  const given = [
    ...(globals.json ? (['json'] as const) : []),
    ...(ndjson ? (['ndjson'] as const) : []),
    ...(csv ? (['csv'] as const) : []),
    ...(vertical ? (['vertical'] as const) : []),
  ]
  if (given.length > 1) {
    throw new UsageError({ message: `Choose one output format: --${given.join(' or --')}.` })
  }
  const format = given[0] ?? 'table'
  if (wide && format !== 'table')
    throw new UsageError({ message: `--wide has no effect with --${format}, which is not a table.` })
  if (columns !== undefined && (format === 'json' || format === 'ndjson')) {
    throw new UsageError({
      message: `--columns cannot be combined with --${format}.`,
      hint: 'Select the columns in the query.',
    })
  }
  return format
}
