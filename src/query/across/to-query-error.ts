import { endSentence } from '../../core/end-sentence.js'
import { HomeError } from '../../core/home-error.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'

/** A suggestion of DuckDB that is part of its own catalog. */
const OWN_OBJECT = /^Did you mean "(?:\w+\.)*(?:duckdb_|information_schema|pg_|pragma_|sqlite_)/

/** The reason of the signal if it is aborted, and errors of DuckDB as `QUERY_FAILED`. */
export function toQueryError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  if (!(error instanceof Error) || error instanceof HomeError || !/^\w[\w ]* Error: /.test(error.message))
    return error
  const [first = '', ...rest] = error.message.split('\n\n')
  // What DuckDB suggests is on a line of its own.
  const [message = '', ...lines] = first.split('\n')
  const hints = lines.filter((line) => !OWN_OBJECT.test(line))
  const suggestion = [...hints.map(endSentence), ...suggestForMessage(message)].join(' ')
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `DuckDB returned an error: ${endSentence(message)}`,
    ...(rest.length === 0 ? {} : { detail: rest.join('\n') }),
    ...(suggestion === '' ? {} : { suggestion }),
    cause: error,
  })
}

/** Whether a statement names a column that its view does not have. */
export function isUnknownColumn(error: unknown): boolean {
  return (
    error instanceof Error &&
    /Binder Error: (?:Referenced column|.* does not have a column named)/.test(error.message)
  )
}

function suggestForMessage(message: string): readonly string[] {
  if (/Could not convert string '.*' to INT128/.test(message))
    return [
      'Columns with IDs are of the type UUID: without a prefix such as USER#, also where the store has one.',
    ]
  return /does not have a column named|does not exist|not found in FROM clause/.test(message)
    ? ['Run homemanager query all --schema to list the views and their columns.']
    : []
}
