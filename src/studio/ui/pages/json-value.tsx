import type { JSX } from 'preact'
import { formatCount } from '../../../core/format-count.js'

/** An object or list, folded to one line. */
export function JsonValue({ value, text }: { readonly value: object; readonly text: string }): JSX.Element {
  const count = Array.isArray(value) ? value.length : Object.keys(value).length
  if (count === 0) return <span class="quiet">{Array.isArray(value) ? 'none' : 'empty'}</span>
  return (
    <details class="json">
      <summary>
        <span>{summarize(value, text)}</span>
      </summary>
      <pre>{JSON.stringify(value, null, 2)}</pre>
    </details>
  )
}

function summarize(value: object, text: string): string {
  if (!Array.isArray(value)) return text
  const isPlain = value.every((each) => typeof each !== 'object' || each === null)
  if (isPlain) return value.join(', ')
  return formatCount(value.length, 'item')
}
