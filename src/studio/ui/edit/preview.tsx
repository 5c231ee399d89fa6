import type { JSX } from 'preact'
import type { EditPreview, FieldChange } from '../../../project/edits/record-edits.js'

/** The request that is sent, and what it changes. */
export function Preview({ preview }: { readonly preview: EditPreview }): JSX.Element {
  const { statement, changes, references, conflict } = preview
  return (
    <div class="preview">
      {conflict !== undefined && (
        <section class="problem" role="alert">
          <strong>The record was changed meanwhile: it has version {conflict.version} now.</strong>
          {conflict.changes.length > 0 && (
            <Changes label="What changed since you read it" changes={conflict.changes} />
          )}
          <p>Saving applies your fields to the new version; go back to change them.</p>
        </section>
      )}
      <Changes label="What changes" changes={changes} />
      {references.length > 0 && (
        <ul class="references">
          {references.map(({ field, kind, id, state, title }) => (
            <li key={field} class={state === 'dangling' ? 'tone-bad' : 'tone-good'}>
              {state === 'dangling' ? '✗' : '✓'} {field} → {title ?? `there is no ${kind} ${id}`}
            </li>
          ))}
        </ul>
      )}
      <h3>Request</h3>
      <pre>{statement}</pre>
      <p class="quiet">The service checks its rules, and its event says who changed what.</p>
    </div>
  )
}

function Changes({
  label,
  changes,
}: {
  readonly label: string
  readonly changes: readonly FieldChange[]
}): JSX.Element {
  return (
    <table class="changes">
      <caption>{label}</caption>
      <thead>
        <tr>
          <th scope="col">field</th>
          <th scope="col">before</th>
          <th scope="col">after</th>
        </tr>
      </thead>
      <tbody>
        {changes.map(({ field, before, after }) => (
          <tr key={field}>
            <th scope="row">{field}</th>
            <td>
              <del>{format(before)}</del>
            </td>
            <td>
              <ins>{format(after)}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function format(value: unknown): string {
  if (value === null || value === undefined) return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
