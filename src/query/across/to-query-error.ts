import { HomeError } from '../../core/home-error.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'

/** The reason of the signal if it is aborted, and errors of DuckDB as `QUERY_FAILED`. */
export function toQueryError(error: unknown, signal: AbortSignal | undefined): unknown {
  if (signal?.aborted) return signal.reason
  if (!(error instanceof Error) || error instanceof HomeError || !/^\w[\w ]* Error: /.test(error.message))
    return error
  const [message = '', ...rest] = error.message.split('\n\n')
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `DuckDB returned an error: ${message}.`.replace(/([.!])\.$/, '$1'),
    ...(rest.length === 0 ? {} : { detail: rest.join('\n') }),
    ...(/does not exist|not found in FROM clause/.test(message)
      ? { suggestion: 'Run homemanager query all --schema to list the views and their columns.' }
      : {}),
    cause: error,
  })
}
