import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { Row } from '../../../inspect/pages/page.js'
import type { PaneDocument } from '../../server/studio-document.js'
import { type KeyHandlers, useKeys } from '../shell/keys.js'
import { goBack } from '../shell/router.js'
import { CellText, ExactTime, isTime } from '../table/cell-text.js'
import { DataTable } from '../table/data-table.js'
import { JsonValue } from './json-value.js'
import type { PageProps } from './page-view.js'

/** A record: its fields at the left; its references, related records and history at the right. */
export function RecordPage({ page }: PageProps): JSX.Element {
  const [active, setActive] = useState(1)
  const [fields, ...others] = page.panes
  const keys = useMemo<KeyHandlers>(() => {
    const activate = (name: string) => () => {
      setActive(1 + others.findIndex((pane) => pane.name === name))
      document.querySelector<HTMLElement>(`[role=grid][aria-label="${name}"]`)?.focus()
    }
    return { f: activate('References'), h: activate('History'), ArrowLeft: goBack }
  }, [others])
  useKeys(keys)
  return (
    <div class="record">
      {fields !== undefined && <Fields pane={fields} />}
      <div class="stack">
        {others.map(({ name }, i) => (
          <DataTable
            key={name}
            page={page}
            index={i + 1}
            isActive={active === i + 1}
            onActive={() => setActive(i + 1)}
            titled
          />
        ))}
      </div>
    </div>
  )
}

function Fields({ pane }: { readonly pane: PaneDocument }): JSX.Element {
  const keys = pane.rows.filter(isKey)
  return (
    <section class="fields" aria-labelledby="fields">
      <h2 id="fields">Fields</h2>
      <FieldList rows={pane.rows.filter((row) => !isKey(row))} />
      {keys.length > 0 && (
        <>
          <h2>Keys</h2>
          <FieldList rows={keys} />
        </>
      )}
    </section>
  )
}

function FieldList({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  return (
    <dl>
      {rows.map((row) => (
        <div key={row.cells[0]?.text}>
          <dt>{row.cells[0]?.text}</dt>
          <dd>
            <FieldValue row={row} />
          </dd>
        </div>
      ))}
    </dl>
  )
}

function FieldValue({ row }: { readonly row: Row }): JSX.Element {
  const { cells, target, value } = row
  const [, text, ...notes] = cells
  const isReference = target !== undefined && !target.includes('?field=')
  if (isFolded(value)) return <JsonValue value={value} text={text?.text ?? ''} />
  const isOwnId = text !== undefined && row.cells[0]?.text.endsWith('id') === true && !isReference
  const shown =
    text === undefined ? null : isTime(text.text) ? (
      <ExactTime text={text.text} />
    ) : (
      <CellText {...text} isLinked={isReference || isOwnId} />
    )
  return (
    <>
      {isReference ? <a href={target}>{shown}</a> : shown}
      {notes.map((note) => (
        <CellText key={note.text} {...note} />
      ))}
    </>
  )
}

/** Keys are decoded: their rows have the raw key as value. */
function isKey({ cells }: Row): boolean {
  return cells[0]?.tone === 'quiet'
}

function isFolded(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false
  const names = Object.keys(value)
  return !(names.length === 1 && (names[0]?.startsWith('$') ?? false))
}
