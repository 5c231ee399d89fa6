interface SizedColumn {
  readonly name: string
  readonly width: number
}

/** Columns are separated by two spaces. */
const GAP = 2
/** A column is not made narrower than this, unless its values are shorter. */
const MIN_WIDTH = 12

/**
 * The widths with which the columns fit into `maxWidth`; undefined for a column that is not shown. First the widest columns
 * become narrower. Then columns are omitted: keys of DynamoDB's indexes, which repeat other attributes, then from the right.
 */
export function fitColumns(
  columns: readonly SizedColumn[],
  maxWidth: number,
): readonly (number | undefined)[] {
  const widths: (number | undefined)[] = columns.map(({ width }) => width)
  const getTotal = (): number => {
    const shown = widths.filter((width) => width !== undefined)
    return shown.reduce((sum, width) => sum + width, 0) + GAP * (shown.length - 1)
  }
  while (getTotal() > maxWidth) {
    const widest = Math.max(...widths.map((width) => width ?? 0))
    if (widest > MIN_WIDTH) {
      widths[widths.lastIndexOf(widest)] = widest - 1
      continue
    }
    const shown = columns.map(({ name }, i) => ({ name, i })).filter(({ i }) => widths[i] !== undefined)
    const omitted = shown.findLast(({ name }) => /^GSI\d/.test(name)) ?? shown.at(-1)
    if (omitted === undefined || shown.length === 1) break
    widths[omitted.i] = undefined
  }
  return widths
}
