import { isDeepStrictEqual } from 'node:util'
import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../../contracts/migration-store-errors.js'

/** Throws if an existing table differs from the table to create. */
export function assertTableMatches(found: TableDescription, expected: CreateTableCommandInput): void {
  const table = expected.TableName ?? ''
  if (!hasSameKeys(found, expected)) throw definitionMismatch(`The table ${table} has a different key.`)
  for (const index of expected.GlobalSecondaryIndexes ?? []) {
    const existing = found.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName)
    if (existing === undefined)
      throw definitionMismatch(`The table ${table} does not have the index ${index.IndexName}.`)
    assertIndexMatches(table, existing, index)
  }
}

/** Throws if an existing index has a different key or projection than the index to create. */
export function assertIndexMatches(
  table: string,
  found: GlobalSecondaryIndexDescription,
  expected: GlobalSecondaryIndex,
): void {
  const same =
    hasSameKeys(found, expected) &&
    found.Projection?.ProjectionType === expected.Projection?.ProjectionType &&
    isDeepStrictEqual(
      found.Projection?.NonKeyAttributes?.toSorted() ?? [],
      expected.Projection?.NonKeyAttributes?.toSorted() ?? [],
    )
  if (!same)
    throw definitionMismatch(`The index ${expected.IndexName} of ${table} has a different key or projection.`)
}

interface WithKeySchema {
  readonly KeySchema?:
    | readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[]
    | undefined
}

function hasSameKeys(found: WithKeySchema, expected: WithKeySchema): boolean {
  const toText = ({ KeySchema = [] }: WithKeySchema): string =>
    KeySchema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)
      .toSorted()
      .join()
  return toText(found) === toText(expected)
}

function definitionMismatch(difference: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `DynamoDB already has an object with this name. ${difference}`,
    detail: 'It was not created by this migration.',
    suggestion: 'Delete it or correct the migration, then run homemanager migrate again.',
  })
}
