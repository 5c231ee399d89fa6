import { defineEntity } from './entity.js'
import { oneOf, text, timestamp, uuid, type InferRecord } from './field.js'

/** A pending invitation to a family. Accepting, declining and revoking one deletes it; the event log has the rest. */
export const invitation = defineEntity({
  name: 'invitation',
  plural: 'invitations',
  place: { store: 'postgres', table: 'invitations' },
  id: { fields: ['id'], code: 6 },
  fields: {
    id: uuid(),
    family_id: uuid(),
    /** Of the invited, who need not be registered. */
    email: text({ maxLength: 255 }),
    role: oneOf(['adult', 'child'], { maxLength: 16 }),
    /** The owner of the family. */
    invited_by: uuid(),
    created_at: timestamp(),
    expires_at: timestamp(),
  },
  references: [
    { field: 'family_id', entity: 'family' },
    { field: 'invited_by', entity: 'user', sameAs: 'family' },
  ],
  searchFields: ['email', 'role'],
  searchDays: ['created_at'],
  title: ({ role, email }) => `${role.padEnd(5)}  ${email}`,
  heading: ({ role, email }) => `${email} as ${role}`,
  columns: [
    { name: 'role', width: 5, value: ({ role }) => role },
    { name: 'email', importance: 1, value: ({ email }) => email },
  ],
})

/** A row of `invitations` in PostgreSQL. */
export type InvitationRow = InferRecord<typeof invitation.fields>
