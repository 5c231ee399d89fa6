import { family } from '../../domain/entities/family.js'
import { user } from '../../domain/entities/user.js'
import { cachedSection } from './cached-section.js'
import { checkReferenceTo } from './check-references.js'
import { formatCommandLine } from '../../core/format-command-line.js'
import { listPendingIdentityEvents } from './event-lookups.js'
import { eventSection, outboxSection } from './event-section.js'
import { expenseSection } from './expense-section.js'
import { invitationSection } from './invitation-section.js'
import {
  listOwnedFamilies,
  listUserMemberships,
  lookUpUserByEmail,
  type UserWithoutPassword,
} from './identity-lookups.js'
import { lookUpRecord } from './look-up-record.js'
import { getColumnList } from '../../stores/postgres/records/query-rows.js'
import type { RecordSources, RecordView, Reference, Section } from './record-view.js'
import { toSectionItem } from './section-items.js'
import { todoSection } from './todo-section.js'
import { listReferringSections } from './view-entity.js'
import { toRecordView } from './view-record.js'

/** A user by id or email address, with the user's todos and expenses. */
export async function viewUser(stores: RecordSources, idOrEmail: string): Promise<RecordView | undefined> {
  const byEmail = idOrEmail.includes('@')
  const row = byEmail
    ? await lookUpUserByEmail(stores.postgres, idOrEmail)
    : ((await lookUpRecord(stores, user, idOrEmail)) as UserWithoutPassword | undefined)
  if (row === undefined) return undefined
  const view = toRecordView(stores, user, row.id, row)
  return {
    ...view,
    query: byEmail
      ? formatCommandLine(
          'query',
          'postgres',
          `SELECT ${getColumnList(user, row)} FROM users WHERE lower(email) = lower(:email)`,
          '-p',
          `email=${idOrEmail}`,
        )
      : view.query,
    references: () => checkUserReferences(stores, row),
    sections: [
      todoSection(stores, 'todos', { key: 'PK', value: `USER#${row.id}`, sort: ['SK', 'TODO#'] }),
      todoSection(stores, 'assigned', { index: 'GSI3', key: 'GSI3PK', value: `ASSIGNEE#${row.id}` }),
      expenseSection(stores, { user_id: `USER#${row.id}` }),
      ownedSection(stores, row.id),
      ...listReferringSections(stores, user, row.id, ['families', 'todos', 'expenses', 'invitations']),
      invitationSection(stores, row.email),
      eventSection(stores, [row.id], 'user'),
      outboxSection(
        'postgres',
        formatCommandLine(
          'query',
          'postgres',
          "SELECT * FROM outbox WHERE envelope ->> 'subject' = :id",
          '-p',
          `id=${row.id}`,
        ),
        (size) => listPendingIdentityEvents(stores.postgres, [row.id], size),
      ),
      cachedSection(stores, [row.id], async () => [row]),
    ],
  }
}

function ownedSection(stores: RecordSources, owner: string): Section {
  return {
    name: 'owns',
    store: 'postgres',
    query: formatCommandLine(
      'query',
      'postgres',
      'SELECT * FROM families WHERE owner_id = :id',
      '-p',
      `id=${owner}`,
    ),
    page: async (size) => ({
      items: (await listOwnedFamilies(stores.postgres, owner, size)).map((each) =>
        toSectionItem(family, each),
      ),
    }),
  }
}

/** The family is stored in both `users.family_id` and `family_members`. If they differ, both values are shown. */
async function checkUserReferences(
  stores: RecordSources,
  row: UserWithoutPassword,
): Promise<readonly Reference[]> {
  const memberships = await listUserMemberships(stores.postgres, row.id)
  const families = memberships.map((membership) => membership.family_id)
  const found: Reference[] = []
  if (row.family_id !== null) {
    const reference = await checkReferenceTo(stores, 'family', 'family_id', row.family_id)
    const member = families.includes(row.family_id)
    found.push(
      member || reference.state === 'dangling'
        ? reference
        : {
            ...reference,
            state: 'stale',
            value: row.family_id,
            actual: families.join(', ') || 'no membership',
            note: 'family_members differs',
          },
    )
  }
  for (const id of families.filter((each) => each !== row.family_id)) {
    const reference = await checkReferenceTo(stores, 'family', 'family_members.family_id', id)
    found.push({
      ...reference,
      state: 'stale',
      value: row.family_id ?? 'no family',
      actual: id,
      note: 'users.family_id differs',
    })
  }
  return found
}
