import type { Stores } from '../../../src/stores/stores.js'
import { createTestUser, type SignedInUser } from '../api-caller.js'
import type { ActionName } from './actions.js'
import type { Disturbances } from './disturbances.js'

/** One user of the model. Two own a family from the start, the others join and leave. */
export interface ModelUser {
  readonly user: SignedInUser
  readonly owns: string | undefined
  refreshToken: string
  /** All access tokens, the newest last. */
  readonly tokens: string[]
  family: string | undefined
  role: string | undefined
  deleted: boolean
}

/** What the sequences of a model share. */
export interface ModelStack {
  readonly stores: Stores
  /** Of two service hosts, whose clocks differ. Requests go to them in turn. */
  readonly gateways: readonly string[]
  readonly disturbances: Disturbances
}

export interface ModelState {
  readonly stack: ModelStack
  requests: number
  readonly users: ModelUser[]
  /** Answers to expenses by their key. */
  readonly expenses: Map<string, string>
  /** Also those whose deletion was requested without an answer. */
  readonly deletedFamilies: Set<string>
  /** Pending invitations, as far as the model knows: their family and the user. */
  readonly invitations: { readonly id: string; readonly family: string; readonly user: ModelUser }[]
  /** Of the users that exist, before the current group of actions. */
  versions: ReadonlyMap<string, number>
  /** Whether the current group has only one action, whose answer is then known. */
  alone: boolean
}

/** An action with the numbers that choose a user, a family, a token or a key. */
export interface Action {
  readonly name: ActionName
  readonly user: number
  readonly other: number
  /** Whether the oldest token is used, as by a client that does not know of a change. */
  readonly stale: boolean
}

export const MAX_USERS = 7

export async function createState(stack: ModelStack): Promise<ModelState> {
  const [gateway = ''] = stack.gateways
  const families = ['The Rivers', 'The Lakes', null, null, null]
  const users = await Promise.all(families.map(async (family) => createTestUser(gateway, family)))
  return {
    stack,
    requests: 0,
    users: users.map(toModelUser),
    invitations: [],
    expenses: new Map(),
    deletedFamilies: new Set(),
    versions: new Map(),
    alone: true,
  }
}

export function toModelUser(user: SignedInUser): ModelUser {
  const family = user.familyId === '' ? undefined : user.familyId
  return {
    user,
    owns: family,
    family,
    role: family === undefined ? undefined : 'owner',
    refreshToken: user.refreshToken,
    tokens: [user.token],
    deleted: false,
  }
}

export function chooseUser(
  { users, versions }: ModelState,
  action: Action,
): { readonly user: ModelUser; readonly token: string; readonly current: boolean } {
  const user = users[action.user % users.length]
  if (user === undefined) throw new Error('The model has no users.')
  const token = user.tokens[action.stale ? 0 : user.tokens.length - 1] ?? ''
  return { user, token, current: getTokenVersion(token) === versions.get(user.user.id) }
}

/** Reads the versions and what the model cannot know: whether a request without an answer took effect. */
export async function readVersions({ stack, users }: ModelState): Promise<ReadonlyMap<string, number>> {
  const { rows } = await stack.disturbances.repeat(async () =>
    stack.stores.postgres.pool.query<{
      id: string
      family_id: string | null
      role: string | null
      membership_version: number
    }>(
      `SELECT u.id, u.family_id, m.role, u.membership_version FROM users u
       LEFT JOIN family_members m ON m.user_id = u.id WHERE u.id = ANY($1)`,
      [users.map(({ user }) => user.id)],
    ),
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  // A saga ends the memberships of a deleted family.
  for (const each of users) {
    const row = byId.get(each.user.id)
    each.family = row?.family_id ?? undefined
    each.role = row?.role ?? undefined
    each.deleted = row === undefined
  }
  return new Map(rows.map((row) => [row.id, row.membership_version]))
}

export function getTokenVersion(token: string): number {
  const [, payload = ''] = token.split('.')
  const claims = JSON.parse(Buffer.from(payload, 'base64url').toString()) as { membership_version: number }
  return claims.membership_version
}
