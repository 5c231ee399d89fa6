import { HomeError } from '../../core/home-error.js'
import type { MemberRole } from '../../domain/entities/member.js'
import type { RecordSources } from '../../inspect/records/record-view.js'
import { signAccessToken } from '../../services/identity/credentials/access-token.js'
import { loadSigningKeys } from '../../services/identity/credentials/signing-keys.js'
import type { Actor } from './editable-entities.js'
import { EDIT_ERRORS } from '../../inspect/editing/edit-errors.js'

/** Names the program in the token. */
const CLIENT_ID = 'homemanager-studio'
/** Long enough for one edit. */
const TTL_SECONDS = 60

interface UserRow {
  readonly id: string
  readonly family_id: string | null
  readonly role: MemberRole | null
  readonly membership_version: number
  readonly display_name: string
}

/** A token, and for whom it acts. */
export interface Operator {
  readonly token: string
  /** The user's name and role: `Alex Parker (owner)`. */
  readonly name: string
}

/** Signs a token with which an edit acts for a user, valid for a minute. `home` has the keys of the identity service. */
export async function createOperator(
  { postgres: { pool } }: Pick<RecordSources, 'postgres'>,
  home: string,
  { userId, familyId }: Actor,
): Promise<Operator> {
  const { rows } = await pool.query<UserRow>(
    `SELECT u.id, u.display_name, m.family_id, m.role, u.membership_version
     FROM users u LEFT JOIN family_members m ON m.user_id = u.id
     WHERE u.id = $1::uuid OR (m.family_id = $2::uuid AND m.role = 'owner')
     LIMIT 1`,
    [userId ?? null, familyId ?? null],
  )
  const [user] = rows
  if (user === undefined)
    throw new HomeError(EDIT_ERRORS.NOT_EDITABLE, {
      message: 'No user may change this record: its user or the owner of its family does not exist.',
      suggestion: 'Run homemanager verify to list what is inconsistent.',
    })
  const keys = await loadSigningKeys(home)
  return {
    token: await signAccessToken(user, keys, new Date(), { clientId: CLIENT_ID, ttlSeconds: TTL_SECONDS }),
    name: user.role === null ? user.display_name : `${user.display_name} (${user.role})`,
  }
}
