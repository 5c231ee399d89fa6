import type { FastifyInstance } from 'fastify'
import { flushTraces } from '../../core/tracing.js'
import { assertOperator } from './operator-access.js'

/** The path below the gateway; not part of the API of the services. */
export const FLUSH_PATH = '/_homemanager/flush-traces'

/** `POST /_homemanager/flush-traces`: writes the steps of traces that have ended to the state directory. */
export function serveFlush(app: FastifyInstance, { token }: { readonly token: string }): void {
  app.post(FLUSH_PATH, { config: { passesGate: true } }, async (request, reply) => {
    assertOperator(request, token)
    await flushTraces()
    return reply.code(204).send()
  })
}
