import type { MemberRole } from '../../../domain/entities/member.js'
import { id, instant, boundedString } from '../../http/api/formats.js'
import {
  array,
  integer,
  stringEnum,
  nullable,
  object,
  optional,
  type Schema,
  string,
} from '../../../core/schema.js'

export interface User {
  readonly id: string
  readonly email: string
  readonly display_name: string
  readonly family_id: string | null
  readonly role: MemberRole | null
  readonly membership_version: number
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
  description: 'Email address; unique, compared case-insensitively.',
  examples: ['alex@example.com'],
})
export const password: Schema<string> = string({
  minLength: 1,
  maxLength: 256,
  description: 'Password.',
  examples: ['correct horse battery staple'],
})
export const newPassword: Schema<string> = string({
  minLength: 8,
  maxLength: 256,
  description: 'Password, at least 8 characters.',
  examples: ['correct horse battery staple'],
})
export const displayName: Schema<string> = boundedString(255, 'Name shown to the family.', 'Alex', 1)
export const familyName: Schema<string> = boundedString(255, 'Name of the family.', 'The Rivers', 1)
const role: Schema<MemberRole> = stringEnum(['owner', 'adult', 'child'], {
  title: 'MemberRole',
  description: 'Role of a member. Each family has exactly one owner.',
})
const version: Schema<number> = integer({
  minimum: 1,
  description: 'Incremented on every update; used as the ETag.',
  examples: [1],
})

export const user: Schema<User> = object(
  {
    id: id('ID of the user.', 'user'),
    email: string({ description: 'Email address.', examples: ['alex@example.com'] }),
    display_name: string({ description: 'Name shown to the family.', examples: ['Alex'] }),
    family_id: nullable(id('ID of the family; null without one.', 'family')),
    role: nullable(role),
    membership_version: integer({
      minimum: 0,
      description:
        'Incremented when the user joins or leaves a family or gets another role. Access tokens with an older version are refused.',
      examples: [1],
    }),
    version,
    created_at: instant('Registration time.'),
    updated_at: instant('Time of the last update.'),
  },
  { title: 'User', description: 'A registered user.' },
)

export const family: Schema<Family> = object(
  {
    id: id('ID of the family.', 'family'),
    name: string({ description: 'Name of the family.', examples: ['The Rivers'] }),
    owner_id: id('ID of the user who owns the family.', 'user'),
    member_count: integer({ minimum: 0, description: 'Number of members.', examples: [1] }),
    version,
    created_at: instant('Creation time.'),
    updated_at: instant('Time of the last update.'),
  },
  { title: 'Family', description: 'A family. Todos, expenses and budgets belong to it.' },
)

const familyMember: Schema<FamilyMember> = object(
  {
    user_id: id('ID of the user.', 'user'),
    display_name: string({ description: 'Name shown to the family.', examples: ['Alex'] }),
    email: string({ description: 'Email address.', examples: ['alex@example.com'] }),
    role,
    joined_at: instant('Time when the user joined the family.'),
  },
  { title: 'FamilyMember', description: 'A member of a family.' },
)

export const memberList: Schema<{ readonly items: readonly FamilyMember[] }> = object(
  { items: array(familyMember) },
  { title: 'FamilyMemberList', description: 'All members of a family.' },
)

const tokenProperties: {
  readonly access_token: Schema<string>
  readonly token_type: Schema<'Bearer'>
  readonly expires_in: Schema<number>
  readonly refresh_token: Schema<string>
} = {
  access_token: string({
    description: 'ES256 JWT. Send it as `Authorization: Bearer`.',
    examples: ['eyJhbGciOiJFUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl'],
  }),
  token_type: stringEnum(['Bearer']),
  expires_in: integer({ description: 'Lifetime of the access token, in seconds.', examples: [900] }),
  refresh_token: string({
    description: 'Single-use token to get new tokens.',
    examples: ['3q2-7wAAzRkVlsiMjAyNC0xMC0wNSJdq2uP8zYx0mB'],
  }),
}

export const tokens: Schema<Tokens> = object(tokenProperties, {
  title: 'Tokens',
  description: 'The access token and the refresh token of a session.',
})

export const registration: Schema<Registration> = object(
  {
    email,
    password: newPassword,
    display_name: displayName,
    family_name: optional(familyName),
  },
  { title: 'Registration', description: 'A user to register. `family_name` also creates a family.' },
)

export const registrationResult: Schema<RegistrationResult> = object(
  { ...tokenProperties, user, family: nullable(family) },
  {
    title: 'RegistrationResult',
    description: 'The registered user, the new family if one was named, and the tokens of the first session.',
  },
)
