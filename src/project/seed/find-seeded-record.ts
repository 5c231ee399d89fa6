import { createDatasetFromCheckpoint } from '../../dataset/create-dataset-from-checkpoint.js'
import { createGenerators } from '../../dataset/generator/registry.js'
import { assertCurrentGenerator } from '../../dataset/seeding/assert-current-generator.js'
import type { Entity, PlainRecord } from '../../domain/entities/entity.js'
import { getRecordId } from '../../domain/entities/references.js'
import type { SeededFields } from '../../inspect/records/record-view.js'
import { toExpenseEventData } from '../../services/budget/documents/expense-documents.js'
import { toTodo } from '../../services/todo/repository/todo-records.js'
import { createDataStores } from '../../stores/create-data-stores.js'
import type { Stores } from '../../stores/stores.js'
import type { ProjectExtensions } from '../extensions/project-extensions.js'

/** How the events of a service show its records. */
const TO_EVENT_FIELDS: Readonly<Record<string, (record: never) => object>> = {
  todo: toTodo,
  expense: toExpenseEventData,
  user: ({ id, email, display_name, family_id }: PlainRecord) => ({ id, email, display_name, family_id }),
}

/**
 * Generates a record of the seeded datasets again; undefined if they do not have it. `id` has no prefix. The ids of todos that review
 * an expense do not tell the family.
 */
export async function findSeededRecord(
  stores: Stores,
  extensions: ProjectExtensions,
  kind: string,
  id: string,
  familyId?: string,
): Promise<SeededFields | undefined> {
  const toFields = TO_EVENT_FIELDS[kind]
  if (toFields === undefined) return undefined
  const generators = createGenerators(extensions)
  const entity = generators.entities.get(kind) as Entity
  const { store } = entity.place
  const checkpoints = await (await createDataStores(stores, generators.entities))[store].readCheckpoints()
  assertCurrentGenerator(generators, checkpoints)
  for (const checkpoint of checkpoints) {
    const dataset = createDatasetFromCheckpoint(generators, checkpoint)
    const family =
      dataset.findFamilyIndex(id) ?? (familyId === undefined ? undefined : dataset.findFamilyIndex(familyId))
    if (family === undefined) continue
    const records: readonly object[] = dataset.getRecords(store, family)[entity.plural as 'todos'] ?? []
    const found = (records as readonly PlainRecord[]).find((record) => getRecordId(entity, record) === id)
    if (found !== undefined)
      return {
        version: Number(found['version']),
        fields: { ...toFields(found as never) },
        ...(kind === 'user' ? { partial: true } : {}),
      }
  }
  return undefined
}
