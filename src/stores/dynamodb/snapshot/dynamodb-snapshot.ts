import type { PortableSnapshot } from '../../contracts/portable-snapshot.js'
import { readDynamodb } from './read-dynamodb.js'
import { assertRestorable, restoreDynamodb } from './restore-dynamodb.js'
import { saveDynamodb } from './save-dynamodb.js'

/** The layout of exports to S3: `AWSDynamoDB/<table>/data/*.json.gz`. */
export const dynamodbSnapshot: PortableSnapshot<'dynamodb'> = {
  save: saveDynamodb,
  restore: restoreDynamodb,
  assertRestorable,
  read: readDynamodb,
}
