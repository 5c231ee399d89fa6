import type { JSX } from 'preact'
import type { Row } from '../../../inspect/pages/page.js'
import { useRows } from '../api/use-rows.js'
import { useSessionDocument } from '../shell/session.js'
import { CellText } from '../table/cell-text.js'
import { CommandLine } from '../table/command-line.js'
import type { PageProps } from './page-view.js'

/** Whether everything is all right, at a glance. */
export function OverviewPage({ page }: PageProps): JSX.Element {
  const [components, , next] = page.panes
  // The errors are read after the page is shown.
  const { rows: data } = useRows(page, 1)
  const steps = next?.rows ?? []
  return (
    <div class="overview">
      <section class={steps.length === 0 ? 'verdict good' : 'verdict warning'}>
        <span class="mark" aria-hidden="true">
          {steps.length === 0 ? '✓' : '!'}
        </span>
        <div>
          <h2>{steps.length === 0 ? 'The stack is running' : 'What to do next'}</h2>
          {steps.length === 0 ? <Hint rows={data.list} /> : <Steps rows={steps} />}
        </div>
      </section>
      <div class="columns">
        <section aria-labelledby="components">
          <h2 id="components">Components</h2>
          <ul class="components">
            {(components?.rows ?? []).map((row) => (
              <Component key={row.cells[1]?.text} row={row} />
            ))}
          </ul>
        </section>
        <section aria-labelledby="data">
          <h2 id="data">Data</h2>
          <ul class="facts">
            {data.list.map((row, i) => (
              <li key={i}>
                <a href={row.target ?? '/overview'}>
                  {row.cells[0] !== undefined && <CellText {...row.cells[0]} />}
                  <strong>{row.cells[1]?.text}</strong>
                  <span>{row.cells[2]?.text.replace('; Enter verifies', '')}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      </div>
    </div>
  )
}

/** A warning needs no command, but the sentence above it must not promise more than is known. */
function Hint({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const open = rows.filter(({ cells }) => cells[0]?.tone !== 'good')
  return (
    <p>
      {open.length === 0
        ? 'Migrations are applied, the records agree, events are delivered.'
        : `Worth a look: ${open.map(({ cells }) => `${cells[1]?.text} – ${cells[2]?.text.replace('; Enter verifies', '')}`).join('; ')}.`}
    </p>
  )
}

function Steps({ rows }: { readonly rows: readonly Row[] }): JSX.Element {
  const { program } = useSessionDocument()
  return (
    <ul class="steps">
      {rows.map(({ cells }) => (
        <li key={cells[0]?.text}>
          {cells[0]?.text}
          <CommandLine line={(cells[1]?.text ?? '').replace(/^homemanager/, program)} />
        </li>
      ))}
    </ul>
  )
}

function Component({ row }: { readonly row: Row }): JSX.Element {
  const [symbol, name, status, uptime, memory, address, description] = row.cells
  return (
    <li>
      {symbol !== undefined && <CellText {...symbol} />}
      <a href={row.target ?? '/overview'} title={`Logs of ${name?.text ?? ''}`}>
        {name?.text}
      </a>
      <span class={`status status-${status?.text ?? ''}`}>{status?.text}</span>
      <small class="number" title="Since its start">
        {uptime?.text}
      </small>
      <small class="number" title="Memory of its process or container">
        {memory?.text}
      </small>
      <code title={address?.text}>{address?.text}</code>
      <small title={description?.text}>{description?.text}</small>
    </li>
  )
}
