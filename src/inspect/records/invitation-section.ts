import { invitation } from '../../domain/entities/invitation.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { queryRows } from '../../stores/postgres/records/query-rows.js'
import type { RecordSources, Section } from './record-view.js'
import { toSectionItem } from './section-items.js'

/** Invitations for the user with this email address, the newest first, also expired ones. */
export function invitationSection(stores: RecordSources, email: string): Section {
  return {
    name: 'invitations',
    store: 'postgres',
    query: formatCommandLine(
      'query',
      'postgres',
      'SELECT * FROM invitations WHERE lower(email) = lower(:email)',
      '-p',
      `email=${email}`,
    ),
    page: async (size) => {
      const rows = await queryRows<InvitationToFamily>(stores.postgres, {
        text: `SELECT i.*, f.name AS family_name FROM invitations i JOIN families f ON f.id = i.family_id
               WHERE lower(i.email) = lower($1) ORDER BY i.created_at DESC LIMIT $2`,
        values: [email, size],
      })
      const items = rows.map((row) => {
        const { cells: _, ...item } = toSectionItem(invitation, row)
        return { ...item, title: `${row.role.padEnd(5)}  ${row.family_name}` }
      })
      return { items }
    },
  }
}

type InvitationToFamily = Readonly<Record<string, unknown>> & {
  readonly role: string
  readonly family_name: string
}
