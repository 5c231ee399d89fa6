import type { PaneRows, Row } from '../../inspect/pages/page.js'
import type { ResultRow } from '../../stores/contracts/query.js'

const PAGE_SIZE = 200

/** The next rows of a result. */
export async function readRows(
  rows: AsyncIterator<ResultRow>,
): Promise<PaneRows & { readonly first: ResultRow | undefined }> {
  const read: ResultRow[] = []
  while (read.length < PAGE_SIZE) {
    const next = await rows.next()
    if (next.done === true) return { rows: read.map(toRow), first: read[0] }
    read.push(next.value)
  }
  return { rows: read.map(toRow), first: read[0], more: { read: async () => readRows(rows) } }
}

function toRow(row: ResultRow): Row {
  return {
    cells: row.names.map((_, i) => {
      const text = row.text(i)
      return text === null ? { text: 'NULL', tone: 'quiet' } : { text }
    }),
    id: row.names.length === 0 ? '' : (row.text(0) ?? ''),
    value: JSON.parse(row.json()) as unknown,
  }
}
