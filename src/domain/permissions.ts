import type { MemberRole } from './entities/member.js'

/** `own`: records of the caller only. `assigned`: also those that are assigned to the caller. */
export type Grant = 'yes' | 'own' | 'assigned' | 'no'

/** Who may do something. Users without a family only have records of their own. */
export interface PermissionRule extends Readonly<Record<MemberRole, Grant>> {
  /** An imperative phrase, for the docs. */
  readonly action: string
  readonly withoutFamily: Grant
}

const rule = (
  action: string,
  [withoutFamily, child, adult, owner]: readonly [Grant, Grant, Grant, Grant],
): PermissionRule => ({ action, withoutFamily, child, adult, owner })

/** What each role may do. Every operation of a service names one; the docs and the conformance checks follow from it. */
export const PERMISSIONS = {
  useAccount: rule('use the account: profile, password, own invitations', ['yes', 'yes', 'yes', 'yes']),
  readFamily: rule('read the family, its members and their profiles', ['own', 'yes', 'yes', 'yes']),
  changeFamily: rule('rename or delete the family', ['no', 'no', 'no', 'yes']),
  manageInvitations: rule('invite; list and revoke invitations', ['no', 'no', 'no', 'yes']),
  changeRoles: rule('change the role of a member', ['no', 'no', 'no', 'yes']),
  removeMembers: rule('remove a member (own: leave the family)', ['no', 'own', 'own', 'yes']),
  readTodos: rule('read todos', ['own', 'yes', 'yes', 'yes']),
  createTodos: rule('create todos (own: neither for nor assigned to others)', ['own', 'own', 'yes', 'yes']),
  completeTodos: rule('complete and reopen todos', ['own', 'assigned', 'yes', 'yes']),
  changeTodos: rule('change and delete todos', ['own', 'own', 'yes', 'yes']),
  readExpenses: rule('read expenses, budgets and reports', ['no', 'yes', 'yes', 'yes']),
  createExpenses: rule('record expenses', ['no', 'yes', 'yes', 'yes']),
  changeExpenses: rule('change and delete expenses', ['no', 'own', 'yes', 'yes']),
  manageBudgets: rule('create, change and delete budgets', ['no', 'no', 'yes', 'yes']),
  readCategories: rule('read categories', ['yes', 'yes', 'yes', 'yes']),
  manageCategories: rule('create and delete categories of the family', ['no', 'no', 'no', 'yes']),
} as const satisfies Readonly<Record<string, PermissionRule>>

export type Permission = keyof typeof PERMISSIONS

export const MEMBER_ROLES: readonly MemberRole[] = ['child', 'adult', 'owner']

/** `role` is undefined for a user without a family. */
export function findGrant(permission: Permission, role: MemberRole | undefined): Grant {
  const granted: PermissionRule = PERMISSIONS[permission]
  return role === undefined ? granted.withoutFamily : granted[role]
}

/** Whether some member may not do this, or only to own records. */
export function isRestricted(permission: Permission): boolean {
  return MEMBER_ROLES.some((role) => findGrant(permission, role) !== 'yes')
}
