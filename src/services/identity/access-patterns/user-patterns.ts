import { definePattern } from '../../../stores/contracts/access-pattern.js'

const SELECT_USERS = `SELECT u.id, u.email, u.password_hash, u.display_name, u.family_id, m.role, u.membership_version, u.version, u.created_at, u.updated_at
FROM users u LEFT JOIN family_members m ON m.family_id = u.family_id AND m.user_id = u.id`

export const userById = definePattern({
  name: 'identity.user-by-id',
  store: 'postgres',
  summary: 'a user by id',
  index: 'users_pkey',
  request: (id: string) => ({
    name: 'user-by-id',
    text: `${SELECT_USERS} WHERE u.id = $1`,
    values: [id],
  }),
  sample: (s) => [s.user],
})

export const userByEmail = definePattern({
  name: 'identity.user-by-email',
  store: 'postgres',
  summary: 'a user by email address, for login',
  index: 'users_email_key',
  request: (email: string) => ({
    name: 'user-by-email',
    text: `${SELECT_USERS} WHERE lower(u.email) = lower($1)`,
    values: [email],
  }),
  sample: (s) => [s.email],
})

/** For every service: an access token with an older version is refused. */
export const membershipOfUser = definePattern({
  name: 'identity.membership-of-user',
  store: 'postgres',
  summary: "the version of a user's membership, to check access tokens",
  index: 'users_pkey',
  request: (id: string) => ({
    text: 'SELECT membership_version FROM users WHERE id = $1',
    values: [id],
  }),
  sample: (s) => [s.user],
})

export const lockedUser = definePattern({
  name: 'identity.locked-user',
  store: 'postgres',
  summary: 'a user by id, locked for a change',
  index: 'users_pkey',
  request: (id: string) => ({ text: 'SELECT id FROM users WHERE id = $1 FOR UPDATE', values: [id] }),
  sample: (s) => [s.user],
})

export const usersOfFamily = definePattern({
  name: 'identity.users-of-family',
  store: 'postgres',
  summary: 'users of a family that is deleted',
  index: 'users_family_id_idx',
  request: (familyId: string) => ({
    text: `UPDATE users SET family_id = NULL, version = version + 1 WHERE family_id = $1
RETURNING id, email, display_name, membership_version, version`,
    values: [familyId],
  }),
  sample: (s) => [s.family],
})
