import type { MongoEndpoint } from '../../../core/store-types.js'
import { type AppliedState, schemasDiffer } from '../../contracts/applied-state.js'
import { openDocumentReader } from '../client/open-document-reader.js'
import { readHistory, readSchemaRecord } from './read-history.js'
import { readSchema } from './read-schema.js'

/** Reads the migration history and the schema, without the client library where possible. */
export async function readAppliedState(endpoint: MongoEndpoint): Promise<AppliedState> {
  await using reader = await openDocumentReader(endpoint)
  const [history, record, live] = await Promise.all([
    readHistory(reader),
    readSchemaRecord(reader),
    readSchema(reader),
  ])
  return { history, drifted: schemasDiffer(record, live) }
}
