import { type CorruptFunction, executeUnchecked, getFamilyRecords } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const id = getFamilyRecords(context, 'postgres').events?.[0]?.event_id
    if (id === undefined) return undefined
    await executeUnchecked(
      context,
      `INSERT INTO platform.event_log (event_id, type, source, subject, time, envelope)
       SELECT event_id, type, source, subject, time, envelope FROM platform.event_log WHERE event_id = $1`,
      [id],
    )
    const breaks = { invariant: 14, id } as const
    return { description: 'event duplicated', store: 'postgres', id, difference: 'extra', breaks }
  },
]
