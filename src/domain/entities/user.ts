import { defineEntity } from './entity.js'
import { integer, nullable, passwordHash, text, timestamp, uuid, type InferRecord } from './field.js'

/** A user account (ADR-002, identity). */
export const user = defineEntity({
  name: 'user',
  plural: 'users',
  place: { store: 'postgres', table: 'users' },
  id: {
    fields: ['id'],
    otherPrefixes: ['USER#', 'USER:', 'user#', 'user:', 'ASSIGNEE#', 'ASSIGNEE:'],
    emailField: 'email',
    code: 1,
  },
  fields: {
    id: uuid(),
    /** Unique, ignoring case. */
    email: text({ maxLength: 255 }),
    password_hash: passwordHash({ maxLength: 255 }),
    display_name: text({ maxLength: 255 }),
    family_id: nullable(uuid()),
    /** Incremented on every update; used for `If-Match` in the API. */
    version: integer(),
    created_at: timestamp(),
    updated_at: timestamp(),
  },
  maintainedFields: ['membership_version'],
  references: [{ field: 'family_id', entity: 'family' }],
  searchFields: ['email', 'display_name'],
  searchDays: ['created_at'],
  title: getUserTitle,
})

/** A row of `users` in PostgreSQL. */
export type UserRow = InferRecord<typeof user.fields>

/** `Alex Parker <alex@example.com>`, or the email address of a user without a name. */
export function getUserTitle({
  display_name: name,
  email,
}: {
  readonly display_name: string
  readonly email: string
}): string {
  return name === '' ? email : `${name} <${email}>`
}

/** The name of a user, or the email address without one. */
export function getUserName({ display_name: name, email }: Readonly<Record<string, unknown>>): string {
  if (typeof name === 'string' && name.trim() !== '') return name
  return typeof email === 'string' ? email : ''
}
