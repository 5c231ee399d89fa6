import type { DirectoryUser } from '../../services/http/requests/user-directory.js'

/** Extracts the public fields of a user from a response or a cache entry. */
export function parseDirectoryUser(value: unknown): DirectoryUser | undefined {
  if (typeof value !== 'object' || value === null || !('id' in value) || !('family_id' in value))
    return undefined
  const { id, family_id: family } = value
  if (typeof id !== 'string') return undefined
  const name = 'display_name' in value ? value.display_name : undefined
  const version = 'version' in value ? value.version : undefined
  const membership = 'membership_version' in value ? value.membership_version : undefined
  return {
    id,
    family_id: typeof family === 'string' ? family : null,
    ...(typeof name === 'string' ? { display_name: name } : {}),
    version: typeof version === 'number' ? version : 0,
    membership_version: typeof membership === 'number' ? membership : 0,
  }
}
