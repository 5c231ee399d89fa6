import { isDeepStrictEqual } from 'node:util'
import type {
  CreateTableCommandInput,
  GlobalSecondaryIndex,
  GlobalSecondaryIndexDescription,
  TableDescription,
} from '@aws-sdk/client-dynamodb'
import { HomeError } from '../../core/home-error.js'
import { MIGRATION_STORE_ERRORS } from '../migration-store-errors.js'

/** Throws where a table of the wanted name is there and is not the wanted one: to pass over it would be a lie. */
export function assertTableMatches(found: TableDescription, wanted: CreateTableCommandInput): void {
  const table = wanted.TableName ?? ''
  if (!hasSameKeys(found, wanted)) throw definitionMismatch(table, `the table ${table}`)
  for (const index of wanted.GlobalSecondaryIndexes ?? []) {
    const there = found.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.IndexName)
    if (there === undefined)
      throw definitionMismatch(table, `the table ${table}, without its index ${index.IndexName},`)
    assertIndexMatches(table, there, index)
  }
}

/** Throws where an index of the wanted name has other keys, or another projection. */
export function assertIndexMatches(
  table: string,
  found: GlobalSecondaryIndexDescription,
  wanted: GlobalSecondaryIndex,
): void {
  const same =
    hasSameKeys(found, wanted) &&
    found.Projection?.ProjectionType === wanted.Projection?.ProjectionType &&
    isDeepStrictEqual(
      found.Projection?.NonKeyAttributes?.toSorted() ?? [],
      wanted.Projection?.NonKeyAttributes?.toSorted() ?? [],
    )
  if (!same) throw definitionMismatch(table, `the index ${wanted.IndexName} of ${table}`)
}

interface WithKeySchema {
  readonly KeySchema?:
    | readonly { AttributeName?: string | undefined; KeyType?: string | undefined }[]
    | undefined
}

function hasSameKeys(found: WithKeySchema, wanted: WithKeySchema): boolean {
  const text = ({ KeySchema = [] }: WithKeySchema): string =>
    KeySchema.map(({ AttributeName, KeyType }) => `${KeyType} ${AttributeName}`)
      .toSorted()
      .join()
  return text(found) === text(wanted)
}

function definitionMismatch(table: string, what: string): HomeError {
  return new HomeError(MIGRATION_STORE_ERRORS.MIGRATION_STEP_FAILED, {
    message: `DynamoDB has ${what} already, with other keys or another projection.`,
    detail: 'It was not made by this migration.',
    suggestion: `Remove or rename it, or correct the migration, then run homemanager migrate again: ${table}.`,
  })
}
