import { countRows } from '../../../inspect/pages/count-rows.js'
import type { JSX } from 'preact'
import { useState } from 'preact/hooks'
import { DataTable } from '../table/data-table.js'
import type { PageProps } from './page-view.js'

/** Above this number of rows, a pane gets the whole height. */
const LARGE = 12

/** Panes below each other; large ones in tabs. */
export function PaneStack({ page }: PageProps): JSX.Element {
  const { panes, activePane } = page
  const [active, setActive] = useState(
    Math.max(
      0,
      panes.findIndex(({ name }) => name === activePane),
    ),
  )
  const isTabbed = panes.length > 1 && panes.some(({ rows }) => rows.length > LARGE)
  if (panes.length === 1) return <DataTable page={page} index={0} isActive onActive={() => {}} fills />
  if (isTabbed)
    return (
      <div class="tabbed">
        <div role="tablist" class="tabs">
          {panes.map(({ name, rows }, i) => (
            <button
              type="button"
              role="tab"
              key={name}
              aria-selected={i === active}
              onClick={() => setActive(i)}
            >
              {name} <small>{countRows(rows).toLocaleString('en-US')}</small>
            </button>
          ))}
        </div>
        <DataTable key={active} page={page} index={active} isActive onActive={() => {}} fills />
      </div>
    )
  return (
    <div class="stack">
      {panes.map(({ name }, i) => (
        <DataTable
          key={name}
          page={page}
          index={i}
          isActive={i === active}
          onActive={() => setActive(i)}
          titled
        />
      ))}
    </div>
  )
}
