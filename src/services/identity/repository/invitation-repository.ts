import type { ClientBase } from 'pg'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import {
  invitationsOfEmail,
  invitationsOfFamily,
  lockedInvitation,
} from '../access-patterns/invitation-patterns.js'
import type { AssignableRole, Invitation } from '../api/invitation-schemas.js'
import type { PoolOrClient } from './user-repository.js'

interface InvitationRow extends Omit<Invitation, 'created_at' | 'expires_at'> {
  readonly created_at: Date
  readonly expires_at: Date
}

/** Locks an invitation until the transaction ends; throws NOT_FOUND (404) if it does not exist. */
export async function lockInvitation(client: ClientBase, id: string): Promise<Invitation> {
  const { rows } = await client.query<InvitationRow>(lockedInvitation.request(id))
  const [row] = rows
  if (row !== undefined) return toInvitation(row)
  throw invitationNotFoundError(id)
}

export function invitationNotFoundError(id: string): HttpProblem {
  return new HttpProblem(HTTP_ERRORS.NOT_FOUND, {
    detail: `There is no pending invitation ${id} for you. It may have been revoked.`,
  })
}

export async function findFamilyInvitations(
  db: PoolOrClient,
  familyId: string,
  now: Date,
): Promise<readonly Invitation[]> {
  const { rows } = await db.query<InvitationRow>(invitationsOfFamily.request(familyId, now))
  return rows.map(toInvitation)
}

export async function findInvitationsForEmail(
  db: PoolOrClient,
  email: string,
  now: Date,
): Promise<readonly Invitation[]> {
  const { rows } = await db.query<InvitationRow>(invitationsOfEmail.request(email, now))
  return rows.map(toInvitation)
}

/** Adds an invitation, or replaces the one of the same family and email address. */
export async function replaceInvitation(
  client: ClientBase,
  invitation: {
    readonly id: string
    readonly familyId: string
    readonly email: string
    readonly role: AssignableRole
    readonly invitedBy: string
    readonly now: Date
    readonly expiresAt: Date
  },
): Promise<void> {
  await client.query(
    `INSERT INTO invitations (id, family_id, email, role, invited_by, created_at, expires_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7)
     ON CONFLICT (family_id, lower(email)) DO UPDATE SET id = excluded.id, email = excluded.email, role = excluded.role,
       invited_by = excluded.invited_by, created_at = excluded.created_at, expires_at = excluded.expires_at`,
    [
      invitation.id,
      invitation.familyId,
      invitation.email,
      invitation.role,
      invitation.invitedBy,
      invitation.now,
      invitation.expiresAt,
    ],
  )
}

export async function deleteInvitation(client: ClientBase, id: string): Promise<void> {
  await client.query('DELETE FROM invitations WHERE id = $1', [id])
}

function toInvitation(row: InvitationRow): Invitation {
  return { ...row, created_at: row.created_at.toISOString(), expires_at: row.expires_at.toISOString() }
}
