import { isRecord } from '../../../core/is-record.js'
import type { OperationResponse, OperationRoute } from '../../http/api/operation.js'
import { READ_AFTER_HEADER } from '../../http/requests/read-freshness.js'
import type { ReplicaReads } from '../repository/replica-reads.js'

/** The same route; if it writes, the user's later reads see it, and the response has its position for reads of other hosts. */
export function noteWrites({ operation, handle }: OperationRoute, reads: ReplicaReads): OperationRoute {
  if (operation.method === 'GET') return { operation, handle }
  return {
    operation,
    async handle(call) {
      const response = await handle(call)
      const userId = operation.access === 'public' ? getRegisteredUser(response) : call.principal.userId
      const position = userId === undefined ? undefined : await reads.noteWrite(userId)
      if (position === undefined) return response
      return { ...response, headers: { ...response.headers, [READ_AFTER_HEADER]: position } }
    },
  }
}

/** The user in the response of a registration, which has no caller. */
function getRegisteredUser({ body }: OperationResponse<unknown>): string | undefined {
  const user = isRecord(body) ? body['user'] : undefined
  return isRecord(user) && typeof user['id'] === 'string' ? user['id'] : undefined
}
