import type { UserDirectory } from '../../services/http/requests/user-directory.js'
import { GATE_PASS_HEADER } from '../../services/http/server/request-gate.js'
import { parseDirectoryUser } from './parse-directory-user.js'

const IDENTITY_TIMEOUT_MS = 2000

/**
 * Queries the identity service with the caller's token, so that it returns only users whom the caller may see. `gatePass` lets
 * requests pass that belong to one that has passed the gate.
 */
export function createIdentityDirectory(identityUrl: () => string, gatePass: string): UserDirectory {
  return {
    async find(userId, authorization) {
      const url = new URL(`${identityUrl()}/v1/users/${encodeURIComponent(userId)}`)
      const response = await fetch(url, {
        headers: {
          accept: 'application/json',
          // Who belongs to a family is decided by it, so it must not be older.
          'cache-control': 'no-cache',
          [GATE_PASS_HEADER]: gatePass,
          ...(authorization === undefined ? {} : { authorization }),
        },
        signal: AbortSignal.timeout(IDENTITY_TIMEOUT_MS),
        redirect: 'error',
      })
      if (response.status === 404) return undefined
      if (!response.ok) throw new Error(`The identity service returned ${response.status} for a user.`)
      return parseDirectoryUser(await response.json())
    },
  }
}
