import type { Db } from 'mongodb'
import { findClosestMatch } from '../../../core/closest-match.js'
import { HomeError } from '../../../core/home-error.js'
import { isRecord } from '../../../core/is-record.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { isRehearsal } from '../data/rehearsal-collection.js'
import type { MongoQuery } from './parse-mongo-query.js'

/** Calls that create their collection. */
const CREATING_CALLS = new Set(['insertOne', 'insertMany'])

/**
 * Throws `QUERY_FAILED` if the query reads a collection that does not exist, also in `$lookup`: MongoDB would return an empty
 * result. A call that inserts creates its collection.
 */
export async function assertCollectionsExist(db: Db, { collection, call }: MongoQuery): Promise<void> {
  const creates =
    CREATING_CALLS.has(call.name) || call.args.some((arg) => isRecord(arg) && arg['upsert'] === true)
  const joined = call.name === 'aggregate' ? findJoinedCollections(call.args[0]) : []
  const names = [...(creates ? [] : [collection]), ...joined]
  if (names.length === 0) return
  const known = await listCollections(db)
  const missing = names.find((name) => !known.includes(name) && !name.startsWith('system.'))
  if (missing === undefined) return
  const guess = findClosestMatch(missing, known)
  throw new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `There is no collection ${missing}.`,
    detail: `Collections: ${known.join(', ') || 'none'}.`,
    suggestion: guess === undefined ? 'Use one of these collections.' : `Did you mean ${guess}?`,
  })
}

export async function listCollections(db: Db): Promise<readonly string[]> {
  const found = await db.listCollections({}, { nameOnly: true }).toArray()
  return found
    .filter((each) => !isRehearsal(each))
    .map(({ name }) => name)
    .toSorted()
}

/** The collections that stages of a pipeline read, also of nested pipelines. */
function findJoinedCollections(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(findJoinedCollections)
  if (!isRecord(value)) return []
  return Object.entries(value).flatMap(([name, inner]) => {
    const nested = findJoinedCollections(inner)
    if (name === '$unionWith' && typeof inner === 'string') return [inner]
    const source = isRecord(inner) ? (inner['from'] ?? inner['coll']) : undefined
    const isJoin = ['$lookup', '$graphLookup', '$unionWith'].includes(name)
    return isJoin && typeof source === 'string' ? [source, ...nested] : nested
  })
}
