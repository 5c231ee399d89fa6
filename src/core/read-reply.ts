import { connect } from 'node:net'

/**
 * Sends a message and resolves to the bytes received as soon as `isComplete` accepts them; to undefined if the server
 * rejects or closes the connection, or does not reply in time.
 */
export async function readReply(
  url: Pick<URL, 'hostname' | 'port'>,
  message: Buffer,
  options: {
    readonly timeoutMs: number
    readonly isComplete: (bytes: Buffer) => boolean
  },
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) })
    let received = Buffer.alloc(0)
    const finish = (reply: Buffer | undefined): void => {
      socket.destroy()
      resolve(reply)
    }
    socket.setTimeout(options.timeoutMs, () => finish(undefined))
    socket.once('error', () => finish(undefined))
    socket.once('close', () => finish(undefined))
    socket.once('connect', () => socket.write(message))
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      if (options.isComplete(received)) finish(received)
    })
  })
}
