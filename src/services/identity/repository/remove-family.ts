import type { ClientBase, Pool } from 'pg'
import { type Clock, systemClock } from '../../../core/clock.js'
import type { EventEnvelope } from '../../../domain/event-envelope.js'
import { createEvent } from '../../../domain/events/create-event.js'
import { lockedFamily } from '../access-patterns/family-patterns.js'
import { usersOfFamily } from '../access-patterns/user-patterns.js'
import { inTransaction } from './in-transaction.js'
import { writeOutbox } from './write-outbox.js'

interface FormerMember {
  readonly id: string
  readonly email: string
  readonly display_name: string
  readonly membership_version: number
  readonly version: number
}

/**
 * Removes a family and its memberships and writes the events, in one transaction. The users remain, without a family:
 * an account belongs to a person. Does nothing if the family does not exist.
 */
export async function removeFamily(
  pool: Pool,
  familyId: string,
  correlationId: string,
  clock: Clock = systemClock,
): Promise<void> {
  await inTransaction(pool, async (client) => removeInTransaction(client, familyId, correlationId, clock))
}

async function removeInTransaction(
  client: ClientBase,
  familyId: string,
  correlationId: string,
  clock: Clock,
): Promise<void> {
  const family = await client.query<{ version: number; name: string }>(lockedFamily.request(familyId))
  const found = family.rows[0]
  if (found === undefined) return
  const users = await client.query<FormerMember>(usersOfFamily.request(familyId))
  await client.query('DELETE FROM family_members WHERE family_id = $1', [familyId])
  await client.query('DELETE FROM families WHERE id = $1', [familyId])
  const events = [
    ...users.rows.map((user) => createFormerMemberEvent(user, correlationId, clock)),
    createEvent(
      {
        type: 'identity.family.deleted',
        subject: familyId,
        aggregateVersion: found.version + 1,
        correlationId,
        familyId,
        data: { family_id: familyId, name: found.name },
      },
      clock,
    ),
  ]
  await writeOutbox(client, events)
}

function createFormerMemberEvent(user: FormerMember, correlationId: string, clock: Clock): EventEnvelope {
  const { version, ...fields } = user
  return createEvent(
    {
      type: 'identity.user.updated',
      subject: user.id,
      aggregateVersion: version,
      correlationId,
      data: { user: { ...fields, family_id: null, version } },
    },
    clock,
  )
}
