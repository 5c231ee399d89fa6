import type { MemberRole } from '../../domain/identity-rows.js'
import { id, instant, boundedString } from '../http/formats.js'
import {
  array,
  integer,
  stringEnum,
  nullable,
  object,
  optional,
  type Schema,
  string,
} from '../http/schema.js'

export interface User {
  readonly id: string
  readonly email: string
  readonly display_name: string
  readonly family_id: string | null
  readonly role: MemberRole | null
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

export interface Family {
  readonly id: string
  readonly name: string
  readonly owner_id: string
  readonly member_count: number
  readonly version: number
  readonly created_at: string
  readonly updated_at: string
}

export interface FamilyMember {
  readonly user_id: string
  readonly display_name: string
  readonly email: string
  readonly role: MemberRole
  readonly joined_at: string
}

export interface Tokens {
  readonly access_token: string
  readonly token_type: 'Bearer'
  readonly expires_in: number
  readonly refresh_token: string
}

export interface Registration {
  readonly email: string
  readonly password: string
  readonly display_name: string
  readonly family_name?: string
}

export interface RegistrationResult extends Tokens {
  readonly user: User
  readonly family: Family | null
}

export const email: Schema<string> = string({
  format: 'email',
  maxLength: 255,
  description: 'Unique without regard to case.',
  examples: ['alex@example.com'],
})
export const newPassword: Schema<string> = string({
  minLength: 8,
  maxLength: 256,
  description: 'At least 8 characters.',
  examples: ['correct horse battery staple'],
})
export const displayName: Schema<string> = boundedString(
  255,
  'How the user is shown to the family.',
  'Alex',
  1,
)
export const familyName: Schema<string> = boundedString(255, 'How the family is called.', 'The Rivers', 1)
export const role: Schema<MemberRole> = stringEnum(['owner', 'adult', 'child'], {
  description: 'What the member may do; each family has one owner.',
})
const version: Schema<number> = integer({ minimum: 1, description: 'Counts every change; the ETag.' })

export const user: Schema<User> = object({
  id: id('The user.'),
  email: string(),
  display_name: string(),
  family_id: nullable(id('The family, if in one.')),
  role: nullable(role),
  version,
  created_at: instant('When registered.'),
  updated_at: instant('When last changed.'),
})

export const family: Schema<Family> = object({
  id: id('The family.'),
  name: string(),
  owner_id: id('The user who owns it.'),
  member_count: integer({ minimum: 0 }),
  version,
  created_at: instant('When made.'),
  updated_at: instant('When last changed.'),
})

export const memberList: Schema<{ readonly items: readonly FamilyMember[] }> = object({
  items: array(
    object({
      user_id: id('The member.'),
      display_name: string(),
      email: string(),
      role,
      joined_at: instant('When they joined.'),
    }),
  ),
})

const tokenProperties: {
  readonly access_token: Schema<string>
  readonly token_type: Schema<'Bearer'>
  readonly expires_in: Schema<number>
  readonly refresh_token: Schema<string>
} = {
  access_token: string({ description: 'An ES256 JWT; send it as Authorization: Bearer.' }),
  token_type: stringEnum(['Bearer']),
  expires_in: integer({ description: 'Seconds that the access token is good for.', examples: [900] }),
  refresh_token: string({ description: 'Good once, for new tokens.' }),
}

export const tokens: Schema<Tokens> = object(tokenProperties)

export const registration: Schema<Registration> = object({
  email,
  password: newPassword,
  display_name: displayName,
  family_name: optional(familyName),
})

export const registrationResult: Schema<RegistrationResult> = object({
  ...tokenProperties,
  user,
  family: nullable(family),
})
