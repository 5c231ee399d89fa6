import type { RowFormat } from '../../../query/format-rows.js'
import type { CommandContext } from '../../command-context.js'
import { UsageError } from '../../usage-error.js'

/** The output format that the flags select; by default a table. Throws `USAGE` for more than one. */
export function toRowFormat(
  { globals }: CommandContext,
  { ndjson, csv }: { readonly ndjson: boolean; readonly csv: boolean },
): RowFormat {
  const given = [
    ...(globals.json ? (['json'] as const) : []),
    ...(ndjson ? (['ndjson'] as const) : []),
    ...(csv ? (['csv'] as const) : []),
  ]
  if (given.length > 1) {
    throw new UsageError({ message: `Choose one output format: --${given.join(' or --')}.` })
  }
  return given[0] ?? 'table'
}
