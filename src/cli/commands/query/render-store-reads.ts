import type { Output } from '../../../output/output.js'
import { renderTable } from '../../../output/render-table.js'
import type { StoreRead } from '../../../query/across/open-statements.js'

/** What a query has read from each store, one request per line. */
export function renderStoreReads(reads: readonly StoreRead[], rows: number, style: Output['style']): string {
  const count = (value: number | undefined): string =>
    value === undefined ? '' : value.toLocaleString('en-US')
  const table = renderTable<StoreRead>(
    reads,
    [
      { header: 'view', cell: ({ view }) => view },
      { header: 'store', cell: ({ store }) => store },
      { header: 'index', cell: ({ index }) => index ?? (index === null ? '(full scan)' : '') },
      { header: 'requests', cell: ({ requests }) => count(requests), align: 'right' },
      { header: 'read', cell: ({ examined }) => count(examined), align: 'right' },
      { header: 'returned', cell: ({ returned }) => count(returned), align: 'right' },
      { header: 'RCU', cell: ({ capacity }) => capacity?.toString() ?? '', align: 'right' },
    ],
    style,
  )
  const requests = reads.map(({ store, request }) => style.dim(`${store}: ${request}`))
  return [table, '', ...requests, '', `${count(rows)} ${rows === 1 ? 'row' : 'rows'}`].join('\n')
}
