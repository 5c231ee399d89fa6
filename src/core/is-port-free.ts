import { createServer } from 'node:net'

/** Whether no process listens on this port of 127.0.0.1 or of all addresses. */
export async function isPortFree(port: number): Promise<boolean> {
  return (await findPortError(port)) === undefined
}

/** Why this process cannot listen on a port of a loopback address: EADDRINUSE, or EACCES for a port that requires privileges. */
export async function findPortError(
  port: number,
  host = '127.0.0.1',
): Promise<NodeJS.ErrnoException | undefined> {
  const server = createServer()
  return new Promise((resolve) => {
    server.once('error', resolve)
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(undefined)))
  })
}
