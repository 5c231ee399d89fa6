import type { Document } from 'bson'
import { type Finding, isWasteful, type PatternMeasurement } from '../../contracts/access-pattern.js'
import type { MongoRequest } from '../../../core/store-types.js'
import type { MongoStore } from '../client/mongo-store.js'
import { findMongoPlan, flattenMongoPlan, getFirstCursor } from './mongo-plan.js'

/** Runs `explain` with execution statistics and extracts indexes, counts and stages, for both query engines of MongoDB. */
export async function explainMongo(
  store: MongoStore,
  request: MongoRequest,
  index: string,
): Promise<PatternMeasurement> {
  const started = performance.now()
  const command = 'aggregate' in request ? { ...request, cursor: {} } : request
  const collection = getCollectionName(request)
  const known: readonly Document[] = await store.db
    .collection(collection)
    .listIndexes()
    .toArray()
    .catch(() => [])
  const exists = known.some((each) => each['name'] === index)
  let response: Document
  try {
    response = await store.db.command({ explain: command, verbosity: 'executionStats' })
  } catch (error) {
    // $geoNear without its index is an error.
    if (exists || !(error instanceof Error)) throw error
    return {
      indexes: [],
      examined: 0,
      returned: 0,
      elapsedMs: performance.now() - started,
      findings: ['missing-index'],
      plan: 'error',
      detail: error.message,
      // The server prefixes the message with the request.
      problem: error.message.split(' :: caused by :: ').at(-1) ?? error.message,
    }
  }
  return toMongoMeasurement(response, index, known, performance.now() - started)
}

function getCollectionName(request: MongoRequest): string {
  if ('find' in request) return request.find
  return 'aggregate' in request ? request.aggregate : request.update
}

function toMongoMeasurement(
  response: Document,
  index: string,
  known: readonly Document[],
  elapsedMs: number,
): PatternMeasurement {
  const cursor = getFirstCursor(response)
  const plan = findMongoPlan(response)
  const nodes = flattenMongoPlan(plan)
  const stages = nodes.map((node) => String(node['stage']))
  const indexes = [
    ...new Set(nodes.flatMap((node) => (typeof node['indexName'] === 'string' ? [node['indexName']] : []))),
  ]
  const stats = (cursor['executionStats'] ?? {}) as Document
  // Plans by _id are EXPRESS or IDHACK, which do not name an index.
  if (stages.some((stage) => stage.startsWith('EXPRESS') || stage === 'IDHACK') && indexes.length === 0)
    indexes.push('_id_')
  const examined = Math.max(Number(stats['totalDocsExamined'] ?? 0), Number(stats['totalKeysExamined'] ?? 0))
  const executed = (stats['executionStages'] ?? {}) as Document
  // An update, which explain does not apply, returns nothing but matches documents.
  const returned = Number(executed['nMatched'] ?? stats['nReturned'] ?? 0)
  // The output of $group is small and can only be sorted in memory.
  const reading = stages.slice(Math.max(stages.lastIndexOf('GROUP'), 0))
  const findings: Finding[] = []
  const required = known.find((each) => each['name'] === index)
  if (required === undefined) findings.push('missing-index')
  else if (!indexes.some((used) => canServeAs(required, findIndexByName(known, used))))
    findings.push('wrong-index')
  if (stages.includes('COLLSCAN')) findings.push('scan')
  if (reading.includes('SORT')) findings.push('in-memory-sort')
  if (!stages.includes('GROUP') && isWasteful(examined, returned)) findings.push('wasteful-filter')
  return {
    indexes,
    examined,
    returned,
    elapsedMs,
    findings,
    plan: formatMongoPlan(nodes),
    detail: plan ?? response,
  }
}

function findIndexByName(known: readonly Document[], name: string): Document | undefined {
  return known.find((each) => each['name'] === name)
}

/** An index whose keys begin with those of the required index is equivalent. The planner may choose either. */
function canServeAs(required: Document, used: Document | undefined): boolean {
  const wanted = Object.entries({ ...(required['key'] as object) })
  const keys = Object.entries({ ...(used?.['key'] as object | undefined) })
  return wanted.every(([field, kind], i) => keys[i]?.[0] === field && String(keys[i]?.[1]) === String(kind))
}

function formatMongoPlan(nodes: readonly Document[]): string {
  const steps = nodes.map((node) => [node['stage'], node['indexName']].filter(Boolean).join(' '))
  // $geoNear searches in rings, each with its own stages.
  return steps.length <= 8 ? steps.join(' ← ') : `${steps.slice(0, 4).join(' ← ')} ← ${steps.length - 4} more`
}
