import { connect } from 'node:net'

/**
 * Sends a message and resolves to the beginning of the answer, as soon as `enough` says so; `undefined` when the server
 * refuses, closes or says nothing in time.
 */
export async function readReply(
  url: URL,
  message: Buffer,
  options: {
    readonly timeoutMs: number
    readonly enough: (bytes: Buffer) => boolean
  },
): Promise<Buffer | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: url.hostname, port: Number(url.port) })
    let held = Buffer.alloc(0)
    const end = (answer: Buffer | undefined): void => {
      socket.destroy()
      resolve(answer)
    }
    socket.setTimeout(options.timeoutMs, () => end(undefined))
    socket.once('error', () => end(undefined))
    socket.once('close', () => end(undefined))
    socket.once('connect', () => socket.write(message))
    socket.on('data', (piece) => {
      held = Buffer.concat([held, piece])
      if (options.enough(held)) end(held)
    })
  })
}
