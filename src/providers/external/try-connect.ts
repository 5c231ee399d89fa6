import { connect } from 'node:net'

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** Opens and closes a connection. Resolves to the error message, or to `undefined` on success. */
export function tryConnect({ host, port }: ServerAddress, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const finish = (problem: string | undefined): void => {
      socket.destroy()
      resolve(problem)
    }
    socket.once('connect', () => finish(undefined))
    socket.once('error', (error) => finish(describeConnectError(error)))
    if (signal.aborted) finish('Connection timed out.')
    else signal.addEventListener('abort', () => finish('Connection timed out.'), { once: true })
  })
}

function describeConnectError(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message
}
