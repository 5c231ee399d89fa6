import type { JSX } from 'preact'
import { useMemo, useState } from 'preact/hooks'
import type { SpanRecord } from '../../../core/span-record.js'
import { formatAddress } from '../../../inspect/pages/address.js'
import type { Row } from '../../../inspect/pages/page.js'
import {
  formatMs,
  getStepName,
  getTraceTime,
  orderSteps,
  type WaterfallRow,
} from '../../../inspect/traces/waterfall.js'
import { type KeyHandlers, useKeys } from '../shell/keys.js'
import { goBack, navigate } from '../shell/router.js'
import { CellText } from '../table/cell-text.js'
import { ChangesTable, type ShownChange } from '../table/changes-table.js'
import type { PageDocument } from '../../server/studio-document.js'
import type { PageProps } from './page-view.js'

const WRITTEN = 'homemanager.records'
/** One colour per component, in the order in which they occur. */
const COLOURS = 6

/** The steps of a request, as a waterfall; beside it, the selected step. */
export function TracePage({ page }: PageProps): JSX.Element {
  const spans = (page.value ?? []) as readonly SpanRecord[]
  const steps = useMemo(() => orderSteps(spans), [spans])
  const [selected, setSelected] = useState(0)
  const time = getTraceTime(spans)
  const components = useMemo(() => [...new Set(steps.map(({ span }) => span.component))], [steps])
  const keys = useMemo<KeyHandlers>(() => {
    const move = (by: number) => () =>
      setSelected((before) => Math.max(0, Math.min(before + by, steps.length - 1)))
    return {
      j: move(1),
      ArrowDown: move(1),
      k: move(-1),
      ArrowUp: move(-1),
      ArrowLeft: goBack,
      l: () => navigate(formatAddress('logs', [], { trace: page.id })),
    }
  }, [steps, page.id])
  useKeys(keys)
  const current = steps[selected]?.span
  return (
    <div class="trace">
      <section class="waterfall" aria-label="Steps">
        <ol class="legend" aria-label="Components">
          {components.map((name, i) => (
            <li key={name}>
              <i class={`swatch colour-${i % COLOURS}`} /> {name}
            </li>
          ))}
        </ol>
        <ol class="steps">
          {steps.map(({ span, depth }, i) => (
            <li key={span.spanId}>
              <button
                type="button"
                aria-pressed={i === selected}
                class={span.error === undefined ? undefined : 'failed'}
                onClick={() => setSelected(i)}
              >
                <span class={`name depth-${Math.min(depth * 2, 12)}`}>
                  {span.error !== undefined && <CellText text="✗" tone="bad" />}
                  {getStepName(span)}
                </span>
                <span class="track" aria-hidden="true">
                  <i
                    class={`colour-${components.indexOf(span.component) % COLOURS}`}
                    style={place(span, time)}
                  />
                </span>
                <span class="ms">{formatMs(span.durationMs)}</span>
              </button>
            </li>
          ))}
        </ol>
      </section>
      {current !== undefined && <Step span={current} written={listWritten(steps, selected)} page={page} />}
    </div>
  )
}

function place(
  { start, durationMs }: SpanRecord,
  time: ReturnType<typeof getTraceTime>,
): Readonly<Record<string, string>> {
  const total = Math.max(time.total, 0.001)
  const left = Math.min(99.5, Math.max(0, ((start - time.start) / total) * 100))
  return { left: `${left}%`, width: `${Math.max(0.5, Math.min(100 - left, (durationMs / total) * 100))}%` }
}

/** The records that a step and those below it wrote. */
function listWritten(steps: readonly WaterfallRow[], selected: number): readonly string[] {
  const depth = steps[selected]?.depth ?? 0
  const end = steps.findIndex((step, i) => i > selected && step.depth <= depth)
  const below = steps.slice(selected, end === -1 ? steps.length : end)
  return [
    ...new Set(
      below.flatMap(({ span }) => {
        const records = span.attributes?.[WRITTEN]
        return Array.isArray(records) ? records.map((record) => toPlainName(String(record))) : []
      }),
    ),
  ]
}

/** `expense expense_018f…` is the same record as `expense 018f…`. */
function toPlainName(record: string): string {
  const [kind = '', id = ''] = record.split(' ')
  return `${kind} ${id.slice(-36)}`
}

interface StepProps {
  readonly span: SpanRecord
  readonly written: readonly string[]
  readonly page: PageDocument
}

function Step({ span, written, page }: StepProps): JSX.Element {
  const changes = page.panes.find(({ name }) => name === 'Changes')?.rows ?? []
  const { attributes = {}, error, component, durationMs } = span
  const shown = Object.entries(attributes).filter(([name]) => name !== WRITTEN)
  return (
    <aside class="step" aria-label="Selected step">
      <h2>{getStepName(span)}</h2>
      <p class="quiet">
        {component} · {formatMs(durationMs)}
      </p>
      {error !== undefined && (
        <p class="tone-bad">
          <span aria-hidden="true">✗</span> {error}
        </p>
      )}
      <dl>
        {shown.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd class="code">{String(value)}</dd>
          </div>
        ))}
      </dl>
      {written.length > 0 && (
        <>
          <h3>Records written</h3>
          <ul>
            {written.map((record) => {
              const [kind = '', id = ''] = record.split(' ')
              const changed = changes.filter((row) => toPlainName(row.id ?? '') === record)
              return (
                <li key={record}>
                  <a href={formatAddress('records', [kind, id])}>
                    {kind} {id.slice(-36, -28)}…
                  </a>
                  {changed.length > 0 && <ChangesTable changes={changed.map(toChange)} />}
                </li>
              )
            })}
          </ul>
        </>
      )}
      <p>
        <a href={formatAddress('logs', [], { trace: page.id })}>Log entries of this trace</a>
      </p>
    </aside>
  )
}

/** A row of the pane of changes: record, field, before, after. */
function toChange({ cells: [, field, before, after] }: Row): ShownChange {
  return { field: field?.text ?? '', before: toShown(before?.text), after: toShown(after?.text) }
}

function toShown(text: string | undefined): string | undefined {
  return text === '–' ? undefined : text
}
