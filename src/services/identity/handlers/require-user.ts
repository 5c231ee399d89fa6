import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import type { StoredUser } from '../repository/user-repository.js'

/** Throws NOT_FOUND (404) for a user of another family, as for one that does not exist. */
export function requireUser(user: StoredUser | undefined, id: string): StoredUser {
  if (user !== undefined) return user
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `There is no user ${id} in your family.` })
}
