import { checkFamilyReference, getUserTitle } from './check-references.js'
import { listPendingIdentityEvents } from './event-lookups.js'
import {
  listOwnedFamilies,
  listUserMemberships,
  type UserWithoutPassword,
  USER_COLUMNS,
  lookUpUserByEmail,
  lookUpUser,
} from './identity-lookups.js'
import type { RecordSources, RecordView, Reference, Section } from './record-view.js'
import { cachedSection } from './cached-section.js'
import { eventSection, outboxSection } from './event-section.js'
import { expenseSection } from './expense-section.js'
import { todoSection } from './todo-section.js'
import { formatCommandLine } from './command-line.js'

/** A user by id or email address, with the user's todos and expenses. */
export async function viewUser(stores: RecordSources, idOrEmail: string): Promise<RecordView | undefined> {
  const byEmail = idOrEmail.includes('@')
  const user = byEmail
    ? await lookUpUserByEmail(stores.postgres, idOrEmail)
    : await lookUpUser(stores.postgres, idOrEmail)
  if (user === undefined) return undefined
  return {
    kind: 'user',
    id: user.id,
    title: getUserTitle(user),
    store: 'postgres',
    record: { ...user },
    query: byEmail
      ? formatCommandLine(
          'query',
          'postgres',
          `SELECT ${USER_COLUMNS} FROM users WHERE lower(email) = lower(:email)`,
          '-p',
          `email=${idOrEmail}`,
        )
      : formatCommandLine(
          'query',
          'postgres',
          `SELECT ${USER_COLUMNS} FROM users WHERE id = :id`,
          '-p',
          `id=${user.id}`,
        ),
    keys: [],
    references: () => checkUserReferences(stores, user),
    sections: [
      todoSection(stores, 'todos', { key: 'PK', value: `USER#${user.id}`, sort: ['SK', 'TODO#'] }),
      todoSection(stores, 'assigned', { index: 'GSI3', key: 'GSI3PK', value: `ASSIGNEE#${user.id}` }),
      expenseSection(stores, { user_id: `USER#${user.id}` }),
      ownedSection(stores, user.id),
      eventSection(stores, [user.id]),
      outboxSection(
        'postgres',
        formatCommandLine(
          'query',
          'postgres',
          "SELECT * FROM outbox WHERE envelope ->> 'subject' = :id",
          '-p',
          `id=${user.id}`,
        ),
        () => listPendingIdentityEvents(stores.postgres, [user.id]),
      ),
      cachedSection(stores, user.id, async () => [user]),
    ],
  }
}

function ownedSection(stores: RecordSources, user: string): Section {
  return {
    name: 'owns',
    store: 'postgres',
    query: formatCommandLine(
      'query',
      'postgres',
      'SELECT * FROM families WHERE owner_id = :id',
      '-p',
      `id=${user}`,
    ),
    page: async (size) => ({
      items: (await listOwnedFamilies(stores.postgres, user, size)).map((family) => ({
        kind: 'family',
        id: family.id,
        title: family.name,
        record: { ...family },
      })),
    }),
  }
}

/** The family is stored in both `users.family_id` and `family_members`. If they differ, both values are shown. */
async function checkUserReferences(
  stores: RecordSources,
  user: UserWithoutPassword,
): Promise<readonly Reference[]> {
  const memberships = await listUserMemberships(stores.postgres, user.id)
  const families = memberships.map((membership) => membership.family_id)
  const found: Reference[] = []
  if (user.family_id !== null) {
    const reference = await checkFamilyReference(stores, 'family_id', user.family_id)
    const member = families.includes(user.family_id)
    found.push(
      member || reference.state === 'dangling'
        ? reference
        : {
            ...reference,
            state: 'stale',
            value: user.family_id,
            actual: families.join(', ') || 'no membership',
            note: 'family_members differs',
          },
    )
  }
  for (const family of families.filter((each) => each !== user.family_id)) {
    const reference = await checkFamilyReference(stores, 'family_members.family_id', family)
    found.push({
      ...reference,
      state: 'stale',
      value: user.family_id ?? 'none',
      actual: family,
      note: 'users.family_id differs',
    })
  }
  return found
}
