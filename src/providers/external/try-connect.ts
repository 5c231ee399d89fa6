import { connect } from 'node:net'

/** A host and port, or the path of a Unix socket. */
export type ServerAddress = { readonly host: string; readonly port: number } | { readonly path: string }

export function formatServerAddress(address: ServerAddress): string {
  return 'path' in address ? address.path : `${address.host}:${address.port}`
}

/** Opens and closes a connection. Resolves to the error message, or to `undefined` on success. */
export function tryConnect(address: ServerAddress, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = connect(address)
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
