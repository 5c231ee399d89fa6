import type { StorePattern } from '../../../stores/contracts/access-pattern.js'
import { familyById, familyMembers, lockedFamily } from './family-patterns.js'
import { invitationsOfEmail, invitationsOfFamily, lockedInvitation } from './invitation-patterns.js'
import {
  responseByIdempotencyKey,
  sessionByToken,
  sessionsOfLogin,
  sessionsOfUser,
  surplusSessions,
  userOfToken,
} from './session-patterns.js'
import { lockedUser, membershipOfUser, userByEmail, userById, usersOfFamily } from './user-patterns.js'

/** The access patterns of the identity service, in the order in which `explain` runs them. */
export const IDENTITY_PATTERNS: readonly StorePattern<'postgres'>[] = [
  userById,
  userByEmail,
  lockedUser,
  membershipOfUser,
  usersOfFamily,
  familyById,
  lockedFamily,
  familyMembers,
  lockedInvitation,
  invitationsOfFamily,
  invitationsOfEmail,
  userOfToken,
  sessionByToken,
  sessionsOfUser,
  sessionsOfLogin,
  surplusSessions,
  responseByIdempotencyKey,
]
