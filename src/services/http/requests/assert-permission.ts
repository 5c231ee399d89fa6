import { findGrant, type Permission } from '../../../domain/permissions.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'
import type { Principal } from './principal.js'

/** How a record belongs to the caller. */
export interface Ownership {
  readonly own: boolean
  readonly assigned?: boolean
}

/**
 * Throws FORBIDDEN (403) if the role of the caller does not allow this at all. Users without a family have no role: nothing but
 * their own records exists for them, so each handler rejects the rest.
 */
export function assertRole(permission: Permission, { role }: Principal): void {
  if (role === undefined || findGrant(permission, role) !== 'no') return
  throw roleForbiddenError(`The role ${role} does not allow this.`)
}

/** Throws FORBIDDEN (403) if the role of the caller allows this only for own records and the record is not one. */
export function assertOwnership(
  permission: Permission,
  { role }: Principal,
  { own, assigned = false }: Ownership,
): void {
  if (role === undefined || own) return
  const grant = findGrant(permission, role)
  if (grant === 'yes' || (grant === 'assigned' && assigned)) return
  throw roleForbiddenError(`The role ${role} allows this only for your own records.`)
}

function roleForbiddenError(reason: string): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.FORBIDDEN, { detail: `${reason} See the table of roles in the docs.` })
}
