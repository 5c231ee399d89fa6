import type { JSX } from 'preact'
import type { RequestError } from '../api/request.js'
import { CommandLine } from '../table/command-line.js'

/** What failed, why, and what to do next. */
export function ErrorView({
  error,
  reload,
}: {
  readonly error: RequestError
  readonly reload?: () => void
}): JSX.Element {
  const { message, detail, suggestion, code, temporary } = error
  return (
    <section class={temporary ? 'error waiting' : 'error'} role="alert">
      <p class="mark" aria-hidden="true">
        {temporary ? '○' : '✗'}
      </p>
      <h1>{message}</h1>
      {detail !== undefined && <pre>{detail}</pre>}
      {suggestion !== undefined && <p class="next">{splitCommands(suggestion)}</p>}
      {temporary ? (
        <p class="quiet">Waiting: this page opens by itself when it is back.</p>
      ) : (
        reload !== undefined && (
          <button type="button" onClick={reload}>
            Try again
          </button>
        )
      )}
      <p class="quiet code">{code}</p>
    </section>
  )
}

/** Commands in a sentence can be copied. */
function splitCommands(text: string): readonly (string | JSX.Element)[] {
  return text
    .split(/(homemanager(?: (?!again|to|and\b)[a-z-]+)+)/)
    .map((part, i) => (i % 2 === 1 ? <CommandLine key={part} line={part} /> : part))
}
