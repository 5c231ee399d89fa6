import type { FastifyInstance } from 'fastify'
import { HomeError } from '../../core/home-error.js'
import { SERVICES_ERRORS } from './services-errors.js'

/** Of one service; Node closes further ones at once. Without a limit, they could use up the file descriptors. */
const MAX_CONNECTIONS = 4096

/** Listens on 127.0.0.1 only and returns the URL. */
export async function listen(app: FastifyInstance, port: number, name: string): Promise<string> {
  app.server.maxConnections = MAX_CONNECTIONS
  try {
    return await app.listen({
      host: '127.0.0.1',
      port,
      listenTextResolver: (address) => `Listening at ${address}.`,
    })
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')) throw error
    throw new HomeError(SERVICES_ERRORS.SERVICE_PORT_IN_USE, {
      message: `Port ${port} of the ${name} is in use.`,
      suggestion: 'Run homemanager doctor to see by which process, or set another port in homemanager.yaml.',
      cause: error,
    })
  }
}
