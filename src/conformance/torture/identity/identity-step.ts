import type { AssignableRole } from '../../../services/identity/api/invitation-schemas.js'
import { describeClock } from '../clock-step.js'
import { describeDisturbance, type Disturbed, removeDisturbance } from '../disturbance.js'

/** Which version a request requires; `stale`: an earlier one, which must fail. */
type Version = 'current' | 'stale'

/**
 * A step of an episode. `ref` names a person of the episode, who does it; a step whose person cannot do it does nothing, so that any
 * step can be left out.
 */
export type IdentityStep =
  | ({
      readonly kind: 'register'
      readonly ref: number
      readonly family: boolean
      readonly repeat?: true
    } & Disturbed)
  | ({ readonly kind: 'sign-in'; readonly ref: number } & Disturbed)
  | { readonly kind: 'wrong-password'; readonly ref: number }
  | ({ readonly kind: 'refresh'; readonly ref: number } & Disturbed)
  | { readonly kind: 'reuse'; readonly ref: number }
  | ({ readonly kind: 'sign-out'; readonly ref: number } & Disturbed)
  | ({
      readonly kind: 'rename'
      readonly ref: number
      readonly name: string
      readonly version: Version
    } & Disturbed)
  | { readonly kind: 'race'; readonly ref: number; readonly names: readonly string[] }
  | { readonly kind: 'change-password'; readonly ref: number }
  | ({ readonly kind: 'delete'; readonly ref: number } & Disturbed)
  | ({ readonly kind: 'create-family'; readonly ref: number; readonly repeat?: true } & Disturbed)
  | ({
      readonly kind: 'rename-family'
      readonly ref: number
      readonly name: string
      readonly version: Version
    } & Disturbed)
  | ({
      readonly kind: 'invite'
      readonly ref: number
      readonly guest: number
      readonly role: AssignableRole
      readonly repeat?: true
    } & Disturbed)
  | ({ readonly kind: 'revoke'; readonly ref: number; readonly guest: number } & Disturbed)
  | ({ readonly kind: 'accept'; readonly ref: number } & Disturbed)
  | ({ readonly kind: 'decline'; readonly ref: number } & Disturbed)
  | ({ readonly kind: 'leave'; readonly ref: number } & Disturbed)
  | ({ readonly kind: 'remove'; readonly ref: number; readonly member: number } & Disturbed)
  | {
      readonly kind: 'change-role'
      readonly ref: number
      readonly member: number
      readonly role: AssignableRole
    }
  | { readonly kind: 'stranger'; readonly ref: number }
  | { readonly kind: 'taken'; readonly ref: number }
  | { readonly kind: 'invalid' }
  | { readonly kind: 'missing'; readonly ref: number }
  | { readonly kind: 'redeliver' }
  | { readonly kind: 'clock'; readonly ref: number; readonly minutes: number }
  | {
      readonly kind: 'kill'
      readonly target: 'service' | 'engine'
      readonly ref: number
      readonly guest: number
    }
  | { readonly kind: 'compare' }

export type StepByKind<Kind extends IdentityStep['kind']> = Extract<IdentityStep, { readonly kind: Kind }>

const toIfMatch = (version: Version): string =>
  `with ${version === 'stale' ? 'an outdated' : 'the current'} If-Match`
const toRepetition = (repeat: true | undefined): string =>
  repeat === true ? ' twice, with the same Idempotency-Key' : ''

const DESCRIPTIONS: { readonly [Kind in IdentityStep['kind']]: (step: StepByKind<Kind>) => string } = {
  register: ({ ref, family, repeat }) =>
    `register user ${ref}${family ? ' with a family' : ''}${toRepetition(repeat)}`,
  'sign-in': ({ ref }) => `sign in as user ${ref}`,
  'wrong-password': ({ ref }) => `sign in as user ${ref} with a wrong password`,
  refresh: ({ ref }) => `refresh the session of user ${ref}`,
  reuse: ({ ref }) => `use a refresh token of user ${ref} again`,
  'sign-out': ({ ref }) => `sign out user ${ref}, then use the refresh token`,
  rename: ({ ref, version }) => `rename user ${ref} ${toIfMatch(version)}`,
  race: ({ ref }) => `rename user ${ref} twice at the same time, with the same If-Match`,
  'change-password': ({ ref }) => `change the password of user ${ref}`,
  delete: ({ ref }) => `delete user ${ref}`,
  'create-family': ({ ref, repeat }) => `create a family as user ${ref}${toRepetition(repeat)}`,
  'rename-family': ({ ref, version }) => `rename the family of user ${ref} ${toIfMatch(version)}`,
  invite: ({ ref, guest, role, repeat }) =>
    `invite user ${guest} as ${role} to the family of user ${ref}${toRepetition(repeat)}`,
  revoke: ({ ref, guest }) => `revoke the invitation of user ${guest} to the family of user ${ref}`,
  accept: ({ ref }) => `accept an invitation as user ${ref}`,
  decline: ({ ref }) => `decline an invitation as user ${ref}`,
  leave: ({ ref }) => `leave the family as user ${ref}`,
  remove: ({ ref, member }) => `remove user ${member} from the family of user ${ref}`,
  'change-role': ({ ref, member, role }) => `make user ${member} of the family of user ${ref} ${role}`,
  stranger: ({ ref }) => `read user ${ref} and their family as the member of another family`,
  taken: ({ ref }) => `register the email address of user ${ref} again, in capitals`,
  invalid: () => 'register with a short password',
  missing: ({ ref }) => `read a user that does not exist as user ${ref}`,
  redeliver: () => 'deliver the events about the users and families again',
  clock: ({ ref, minutes }) => `read user ${ref} ${describeClock(minutes)}`,
  kill: ({ target }) =>
    `kill the ${target === 'engine' ? 'engine of the store' : 'service'} while users are renamed and invited`,
  compare: () => 'compare all users, families and invitations',
}

/** A step for people. */
export function describeIdentityStep(step: IdentityStep): string {
  const describe = DESCRIPTIONS[step.kind] as (each: IdentityStep) => string
  return `${describe(step)}${describeDisturbance(step)}`
}

/** Shorter forms of a step, the shortest first. */
export function simplifyIdentityStep(step: IdentityStep): readonly IdentityStep[] {
  if (!('repeat' in step)) return removeDisturbance(step)
  const { repeat: _, ...once } = step
  return [...removeDisturbance(once), once, ...removeDisturbance(step)]
}
