import { unwrapSuppressedError } from './unwrap-suppressed-error.js'

/** The message of the cause, if there is one: `connect ECONNREFUSED 127.0.0.1:5002` says more than `fetch failed`. */
export function getCauseMessage(thrown: unknown): string {
  const error = unwrapSuppressedError(thrown)
  if (!(error instanceof Error)) return String(error)
  if (error.cause instanceof Error) return getCauseMessage(error.cause)
  // One error per address of a host name, without a message of its own.
  if (error instanceof AggregateError && error.message === '' && error.errors.length > 0)
    return getCauseMessage(error.errors[0])
  // What fetch says of a port on the list of the Fetch Standard, such as 1 or 6000.
  if (error.message === 'bad port') return 'HTTP clients refuse to connect to this port, as web browsers do'
  return error.message || error.name
}
