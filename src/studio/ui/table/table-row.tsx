import type { JSX } from 'preact'
import { memo } from 'preact/compat'
import type { Row } from '../../../inspect/pages/page.js'
import { navigate } from '../shell/router.js'
import { CellText } from './cell-text.js'
import type { TableColumn } from './use-columns.js'

interface TableRowProps {
  readonly id: string
  readonly row: Row
  readonly columns: readonly TableColumn[]
  readonly top: number
  readonly index: number
  readonly isSelected: boolean
  readonly isMarked: boolean
  readonly onSelect: (index: number) => void
}

export const TableRow = memo(function TableRow(properties: TableRowProps): JSX.Element {
  const { id, row, columns, top, index, isSelected, isMarked, onSelect } = properties
  const { target, cells } = row
  const first = columns.find((column) => (cells[column.index]?.text.trim().length ?? 0) > 1)
  return (
    <div
      id={id}
      class={isMarked ? 'row marked' : 'row'}
      role="row"
      aria-rowindex={index + 1}
      aria-selected={isSelected}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={() => onSelect(index)}
      onDblClick={() => {
        if (target !== undefined) navigate(target)
      }}
    >
      {columns.map((column) => {
        const cell = cells[column.index]
        if (cell === undefined) return <span key={column.index} role="gridcell" />
        const isLink = target !== undefined && (column === first || cell.text === row.id)
        // Leading spaces show how deep a step is.
        const depth = /^ +/.exec(cell.text)?.[0].length ?? 0
        return (
          <span
            key={column.index}
            role="gridcell"
            class={
              column.align === 'right' ? 'right' : depth > 1 ? `depth-${Math.min(depth, 12)}` : undefined
            }
            title={cell.text.length > 40 ? cell.text : undefined}
          >
            {isLink ? (
              <a href={target} tabIndex={-1}>
                <CellText {...cell} text={cell.text.trim()} isLinked />
              </a>
            ) : (
              <CellText {...cell} text={cell.text.trim()} />
            )}
          </span>
        )
      })}
    </div>
  )
}, isSame)

function isSame(before: TableRowProps, after: TableRowProps): boolean {
  return (
    before.row === after.row &&
    before.top === after.top &&
    before.index === after.index &&
    before.isSelected === after.isSelected &&
    before.isMarked === after.isMarked &&
    before.columns.length === after.columns.length &&
    before.columns.every((column, i) => column === after.columns[i])
  )
}
