import type { StoredRecord } from '../../contracts/data-store.js'
import { CHECKPOINT_PARTITION } from './dynamodb-checkpoints.js'

/** The partitions of the bundled services and of homemanager itself, beside those of entities. */
const BOOKKEEPING_PARTITIONS = [
  CHECKPOINT_PARTITION,
  'ARCHIVE#',
  'HANDLED#',
  'IDEMPOTENCY#',
  'MEMBER#',
  'OUTBOX#',
  'REFERENCE#CATEGORY',
]

/** Whether an item that belongs to no entity is one of homemanager: an undelivered event, a stored response and so on. */
export function isBookkeepingItem({ fields: { PK, SK } }: StoredRecord): boolean {
  const partition = String(PK)
  return (
    BOOKKEEPING_PARTITIONS.some((prefix) => partition.startsWith(prefix)) ||
    (partition.startsWith('FAMILY#') && SK === 'TOMBSTONE')
  )
}
