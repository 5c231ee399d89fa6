import { randomUUID } from 'node:crypto'
import { type CorruptFunction, executeUnchecked } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const id = randomUUID()
    await executeUnchecked(
      context,
      `INSERT INTO platform.dead_letters (consumer, event_id, position, envelope, attempts, error)
       VALUES ('test', $1, 1, '{}', 1, 'failed')`,
      [id],
    )
    return {
      description: 'dead letter added',
      store: 'postgres',
      id,
      breaks: { invariant: 13, id },
      remove: () => executeUnchecked(context, 'DELETE FROM platform.dead_letters WHERE event_id = $1', [id]),
    }
  },
]
