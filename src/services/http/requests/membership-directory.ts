import type { Principal } from './principal.js'

/** Knows the current version of each user's membership. */
export interface MembershipDirectory {
  /**
   * Whether the user has not joined or left a family, or been deleted, since the token was issued. Known at once for a
   * user who was checked before. The answer is at most a second old.
   */
  isCurrent(principal: Principal): boolean | Promise<boolean>
}
