import { DeleteItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { marshall } from '@aws-sdk/util-dynamodb'
import type { StoreName } from '../../../src/core/store-name.js'
import type { TodoItem } from '../../../src/domain/entities/todo.js'
import type { InvariantNumber } from '../../../src/verify/invariants/registry.js'
import type { DifferenceKind } from '../../../src/dataset/comparison/dataset-difference.js'
import type { Stores } from '../../../src/stores/stores.js'
import type { Dataset } from '../../../src/dataset/generator/create-dataset.js'
import type { RandomStream } from '../../../src/dataset/generator/random-stream.js'

/** A change made to one record directly in its store, and what `verify` must report about it. */
export interface Corruption {
  readonly description: string
  readonly store: StoreName
  /** The id of the record. */
  readonly id: string
  /** What the comparison with the dataset reports; absent if the change is not to a record of the dataset. */
  readonly difference?: DifferenceKind
  /** The violated invariant and the id to be reported; absent if only the comparison with the dataset detects it. */
  readonly breaks?: { readonly invariant: InvariantNumber; readonly id: string }
  /** Removes the record, which does not belong to the dataset, again; resolves to the number of records removed. */
  readonly remove?: () => Promise<number>
}

export interface CorruptionContext {
  readonly stores: Stores
  readonly dataset: Dataset
  /** A family without any other corruption. */
  readonly family: number
  readonly random: RandomStream
}

/** Corrupts a record of the family; resolves to undefined, changing nothing, if the family has none for it. */
export type CorruptFunction = (context: CorruptionContext) => Promise<Corruption | undefined>

/**
 * Drops the constraints that would reject some corruptions: duplicate emails, duplicate events, foreign keys, and triggers,
 * including the one that makes the log append-only.
 */
export async function dropConstraints({ postgres }: Stores): Promise<void> {
  await postgres.pool.query('DROP INDEX users_email_key')
  await postgres.pool.query('ALTER TABLE platform.event_log DROP CONSTRAINT event_log_event_id_key')
  await postgres.pool.query(`DO $$
    DECLARE statement text;
    BEGIN
      FOR statement IN
        SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname)
        FROM pg_constraint WHERE contype = 'f' AND conparentid = 0
        UNION ALL
        SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger WHERE NOT tgisinternal
      LOOP
        EXECUTE statement;
      END LOOP;
    END $$`)
}

export function findReviewedExpenseId({ ai_metadata: metadata }: TodoItem): string | undefined {
  const id = metadata?.['event_id'] === undefined ? undefined : metadata['expense_id']
  return typeof id === 'string' ? id : undefined
}

type FamilyRecords = ReturnType<Dataset['getRecords']>
type RecordList<K extends keyof FamilyRecords> = NonNullable<FamilyRecords[K]>

export function getFamilyRecords({ dataset, family }: CorruptionContext, store: StoreName): FamilyRecords {
  return dataset.getRecords(store, family)
}

export function pickRecord<K extends keyof FamilyRecords>(
  context: CorruptionContext,
  store: StoreName,
  kind: K,
): RecordList<K>[number] {
  const records: readonly RecordList<K>[number][] = getFamilyRecords(context, store)[kind] ?? []
  return context.random.pick(records)
}

/** Executes a statement that constraints would reject, after `dropConstraints`. */
export async function executeUnchecked(
  { stores }: CorruptionContext,
  statement: string,
  values: readonly string[],
): Promise<number> {
  const { rowCount } = await stores.postgres.pool.query(statement, [...values])
  return rowCount ?? 0
}

export async function putItem(
  { stores }: CorruptionContext,
  item: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { client, table } = stores.dynamodb
  const Item = marshall(item, { removeUndefinedValues: true })
  await client.send(new PutItemCommand({ TableName: table, Item }))
}

export async function deleteItem(
  { stores }: CorruptionContext,
  { PK, SK }: Pick<TodoItem, 'PK' | 'SK'>,
): Promise<number> {
  const { client, table } = stores.dynamodb
  const { Attributes } = await client.send(
    new DeleteItemCommand({ TableName: table, Key: marshall({ PK, SK }), ReturnValues: 'ALL_OLD' }),
  )
  return Attributes === undefined ? 0 : 1
}

export async function deleteDocument(
  { stores }: CorruptionContext,
  kind: string,
  id: string,
): Promise<number> {
  const { deletedCount } = await stores.mongo.db.collection<{ _id: string }>(kind).deleteOne({ _id: id })
  return deletedCount
}

export async function updateDocument(
  { stores }: CorruptionContext,
  kind: string,
  id: string,
  fields: object,
): Promise<void> {
  await stores.mongo.db
    .collection<{ _id: string }>(kind)
    .updateOne({ _id: id }, { $set: fields }, { bypassDocumentValidation: true })
}
