import type { Operation } from '../../http/api/operation.js'
import { IDENTITY_ERRORS } from './identity-errors.js'

/** Earlier versions added a user who had not consented. Not part of the API; it returns what to do instead. */
export const addMember: Operation = {
  id: 'addMember',
  method: 'POST',
  path: '/v1/families/{id}/members',
  summary: 'Removed',
  description: 'Removed. Create an invitation instead.',
  access: 'useAccount',
  status: 204,
  errors: [IDENTITY_ERRORS.INVITATION_REQUIRED],
}
