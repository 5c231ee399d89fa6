import { batchWrite } from '../client/batch-write.js'
import type { DeletedIds } from '../../contracts/data-store.js'
import type { ItemBatchWriter } from '../client/item-batch-writer.js'
import type { Item } from '../client/item-reader.js'

/** Removes all items that contain one of the ids in any attribute, such as events and stored responses. */
export async function removeTraces(
  pages: AsyncIterable<readonly Item[]>,
  { familyIds, userIds }: DeletedIds,
  writer: ItemBatchWriter,
): Promise<void> {
  const ids = [...familyIds, ...userIds]
  if (ids.length === 0) return
  const pattern = new RegExp(ids.join('|'))
  for await (const items of pages) {
    await batchWrite(
      writer,
      items
        .filter((item) => pattern.test(JSON.stringify(item)))
        .flatMap(({ PK, SK }) => (PK && SK ? [{ PK, SK }] : [])),
      (Key) => ({ DeleteRequest: { Key } }),
    )
  }
}
