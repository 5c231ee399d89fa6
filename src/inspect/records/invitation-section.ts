import { invitation } from '../../domain/entities/invitation.js'
import { invitationsOfEmail } from '../../services/identity/access-patterns/invitation-patterns.js'
import { formatCommandLine } from './command-line.js'
import { queryRows } from './query-rows.js'
import type { RecordSources, Section } from './record-view.js'
import { toSectionItem } from './section-items.js'

/** Invitations for the user with this email address, also expired ones. */
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
      const request = invitationsOfEmail.request(email, new Date(0))
      const rows = await queryRows<InvitationToFamily>(stores.postgres, request)
      const items = rows.slice(0, size).map((row) => ({
        ...toSectionItem(invitation, row),
        title: `${row.role.padEnd(5)}  ${row.family_name}`,
      }))
      return { items }
    },
  }
}

type InvitationToFamily = Readonly<Record<string, unknown>> & {
  readonly role: string
  readonly family_name: string
}
