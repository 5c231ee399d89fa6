import type { ClientBase } from 'pg'
import type { MemberRole } from '../../../domain/entities/member.js'
import { HTTP_ERRORS } from '../../http/problems/http-errors.js'
import { HttpProblem } from '../../http/problems/http-problem.js'
import { familyById, familyMembers, lockedFamily } from '../access-patterns/family-patterns.js'
import type { Family, FamilyMember } from '../api/identity-schemas.js'
import type { PoolOrClient } from './user-repository.js'

interface FamilyTableRow {
  readonly id: string
  readonly name: string
  readonly owner_id: string
  readonly member_count: number
  readonly version: number
  readonly created_at: Date
  readonly updated_at: Date
}

export async function findFamily(db: PoolOrClient, id: string): Promise<Family | undefined> {
  const { rows } = await db.query<FamilyTableRow>(familyById.request(id))
  return rows[0] === undefined ? undefined : toFamily(rows[0])
}

/** Locks the family until the transaction ends; throws NOT_FOUND (404) if it does not exist. */
export async function lockFamily(client: ClientBase, id: string): Promise<Family> {
  const { rows } = await client.query<FamilyTableRow>(lockedFamily.request(id))
  if (rows[0] !== undefined) return toFamily(rows[0])
  throw new HttpProblem(HTTP_ERRORS.NOT_FOUND, { detail: `Family ${id} does not exist.` })
}

export async function insertFamily(
  client: ClientBase,
  family: { readonly id: string; readonly name: string; readonly ownerId: string; readonly now: Date },
): Promise<void> {
  await client.query(
    `INSERT INTO families (id, name, owner_id, member_count, created_at, updated_at) VALUES ($1, $2, $3, 0, $4, $4)`,
    [family.id, family.name, family.ownerId, family.now],
  )
}

export async function renameFamily(client: ClientBase, id: string, name: string): Promise<void> {
  await client.query('UPDATE families SET name = $2, version = version + 1 WHERE id = $1', [id, name])
}

/** Adds a user to a family: the membership, the user's `family_id` and the member count (ADR-002). */
export async function insertMember(
  client: ClientBase,
  member: {
    readonly familyId: string
    readonly userId: string
    readonly role: MemberRole
    readonly now: Date
  },
): Promise<void> {
  await client.query(
    'INSERT INTO family_members (family_id, user_id, role, joined_at) VALUES ($1, $2, $3, $4)',
    [member.familyId, member.userId, member.role, member.now],
  )
  await client.query('UPDATE users SET family_id = $2, version = version + 1 WHERE id = $1', [
    member.userId,
    member.familyId,
  ])
  await client.query('UPDATE families SET member_count = member_count + 1 WHERE id = $1', [member.familyId])
}

export async function deleteMember(client: ClientBase, familyId: string, userId: string): Promise<void> {
  await client.query('DELETE FROM family_members WHERE family_id = $1 AND user_id = $2', [familyId, userId])
  await client.query('UPDATE users SET family_id = NULL, version = version + 1 WHERE id = $1', [userId])
  await client.query('UPDATE families SET member_count = member_count - 1 WHERE id = $1', [familyId])
}

export async function setMemberRole(
  client: ClientBase,
  familyId: string,
  userId: string,
  role: MemberRole,
): Promise<void> {
  await client.query('UPDATE family_members SET role = $3 WHERE family_id = $1 AND user_id = $2', [
    familyId,
    userId,
    role,
  ])
  // The role is a public field of the user.
  await client.query('UPDATE users SET version = version + 1 WHERE id = $1', [userId])
}

export async function findFamilyMembers(
  db: PoolOrClient,
  familyId: string,
): Promise<readonly FamilyMember[]> {
  const { rows } = await db.query<Omit<FamilyMember, 'joined_at'> & { readonly joined_at: Date }>(
    familyMembers.request(familyId),
  )
  return rows.map((row) => ({ ...row, joined_at: row.joined_at.toISOString() }))
}

function toFamily(row: FamilyTableRow): Family {
  return { ...row, created_at: row.created_at.toISOString(), updated_at: row.updated_at.toISOString() }
}
