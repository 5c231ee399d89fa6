import { connect } from 'node:net'

export interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** Opens a connection and closes it; gives what stood in the way, or `undefined` when nothing did. */
export function tryConnect({ host, port }: ServerAddress, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (problem: string | undefined): void => {
      socket.destroy()
      resolve(problem)
    }
    socket.once('connect', () => end(undefined))
    socket.once('error', (error) => end(describeConnectError(error)))
    if (signal.aborted) end('No answer in time.')
    else signal.addEventListener('abort', () => end('No answer in time.'), { once: true })
  })
}

function describeConnectError(error: Error): string {
  return error instanceof AggregateError ? error.errors.map(String).join('; ') : error.message
}
