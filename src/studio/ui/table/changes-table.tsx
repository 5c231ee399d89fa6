import type { JSX } from 'preact'

export interface ShownChange {
  readonly field: string
  /** `undefined` if there was none. */
  readonly before: string | undefined
  readonly after: string | undefined
}

/** The fields of a record before and after. */
export function ChangesTable({
  label,
  changes,
}: {
  readonly label?: string
  readonly changes: readonly ShownChange[]
}): JSX.Element {
  return (
    <table class="changes">
      {label !== undefined && <caption>{label}</caption>}
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
            <td>{before === undefined ? '–' : <del>{before}</del>}</td>
            <td>{after === undefined ? '–' : <ins>{after}</ins>}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
