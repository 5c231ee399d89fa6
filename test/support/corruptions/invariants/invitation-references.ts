import { randomUUID } from 'node:crypto'
import { type CorruptFunction, executeUnchecked, pickRecord } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const id = randomUUID()
    const family = pickRecord(context, 'postgres', 'families')
    const [stranger] = context.dataset.getRecords('postgres', 0).users ?? []
    await executeUnchecked(
      context,
      `INSERT INTO invitations (id, family_id, email, role, invited_by, expires_at)
       VALUES ($1, $2, $4, 'adult', $3, now() + interval '7 days')`,
      [id, family.id, stranger?.id ?? '', `${id}@example.com`],
    )
    return {
      description: 'invitation of a stranger',
      store: 'postgres',
      id,
      difference: 'extra',
      breaks: { invariant: 15, id },
      remove: () => executeUnchecked(context, 'DELETE FROM invitations WHERE id = $1', [id]),
    }
  },
]
