import type { JSX } from 'preact'
import { ChangesTable, type ShownChange } from '../table/changes-table.js'
import { isMidnight } from '../../../inspect/editing/input-values.js'
import type { EditPreview, FieldChange } from '../../../project/edits/edit.js'

/** The request that is sent, and what it changes. */
export function Preview({ preview }: { readonly preview: EditPreview }): JSX.Element {
  const { statement, changes, references, service, actor, warning, conflict } = preview
  return (
    <div class="preview">
      {conflict !== undefined && (
        <section class="problem" role="alert">
          <strong>
            The record was changed meanwhile
            {conflict.version === undefined ? '' : `: it has version ${conflict.version} now`}.
          </strong>
          {conflict.changes.length > 0 && (
            <ChangesTable label="What changed since you read it" changes={conflict.changes.map(toChange)} />
          )}
          <p>Saving applies your fields to what it is now; go back to change them.</p>
        </section>
      )}
      <ChangesTable label="What changes" changes={changes.map(toChange)} />
      {references.length > 0 && (
        <ul class="references">
          {references.map(({ field, kind, id, state, title }) => (
            <li key={field} class={state === 'dangling' ? 'tone-bad' : 'tone-good'}>
              {state === 'dangling' ? '✗' : '✓'} {field} → {title ?? `there is no ${kind} ${id}`}
            </li>
          ))}
        </ul>
      )}
      <h3>{service === undefined ? 'Statement' : 'Request'}</h3>
      <pre>{statement}</pre>
      {warning === undefined ? (
        <p class="quiet">
          {actor === undefined ? '' : `Will be saved as ${actor}. `}The service checks its rules, and its
          event says who changed what.
        </p>
      ) : (
        <p class="tone-warning">{warning}</p>
      )}
    </div>
  )
}

function toChange({ field, before, after }: FieldChange): ShownChange {
  return { field, before: format(before), after: format(after) }
}

function format(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'string') return JSON.stringify(value)
  return isMidnight(value) ? `${value} (midnight UTC)` : value
}
