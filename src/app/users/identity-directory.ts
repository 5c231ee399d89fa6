import type { UserDirectory } from '../../services/http/requests/user-directory.js'
import { parseDirectoryUser } from './parse-directory-user.js'

const IDENTITY_TIMEOUT_MS = 2000

/** Queries the identity service with the caller's token, so that it returns only users whom the caller may see. */
export function createIdentityDirectory(identityUrl: () => string): UserDirectory {
  return {
    async find(userId, authorization) {
      const url = new URL(`${identityUrl()}/v1/users/${encodeURIComponent(userId)}`)
      const response = await fetch(url, {
        headers: { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) },
        signal: AbortSignal.timeout(IDENTITY_TIMEOUT_MS),
        redirect: 'error',
      })
      if (response.status === 404) return undefined
      if (!response.ok) throw new Error(`The identity service returned ${response.status} for a user.`)
      return parseDirectoryUser(await response.json())
    },
  }
}
