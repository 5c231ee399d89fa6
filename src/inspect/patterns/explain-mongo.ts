import type { Document } from 'bson'
import type { MongoStore } from '../../stores/mongo/mongo-store.js'
import { type Finding, isWasteful, type PatternMeasurement } from './access-pattern.js'
import type { MongoRequest } from './mongo-request.js'

/** Explains with execution statistics and reads index, counts and stages out of the answer, whatever engine planned it. */
export async function explainMongo(
  store: MongoStore,
  request: MongoRequest,
  index: string,
): Promise<PatternMeasurement> {
  const started = performance.now()
  const command = 'aggregate' in request ? { ...request, cursor: {} } : request
  const collection = 'aggregate' in request ? request.aggregate : request.find
  const known: readonly Document[] = await store.db
    .collection(collection)
    .listIndexes()
    .toArray()
    .catch(() => [])
  const exists = known.some((each) => each['name'] === index)
  let answer: Document
  try {
    answer = await store.db.command({ explain: command, verbosity: 'executionStats' })
  } catch (error) {
    // A $geoNear without its index is refused outright.
    if (exists || !(error instanceof Error)) throw error
    return {
      indexes: [],
      examined: 0,
      returned: 0,
      elapsedMs: performance.now() - started,
      findings: ['missing-index'],
      plan: 'refused',
      detail: error.message,
      // The server puts the whole request before it.
      problem: error.message.split(' :: caused by :: ').at(-1) ?? error.message,
    }
  }
  return toMongoMeasurement(answer, index, known, performance.now() - started)
}

function toMongoMeasurement(
  answer: Document,
  index: string,
  known: readonly Document[],
  elapsedMs: number,
): PatternMeasurement {
  const cursor = getFirstCursor(answer)
  const plan = (cursor['queryPlanner'] as Document | undefined)?.['winningPlan'] as Document | undefined
  const nodes = flattenMongoPlan(plan)
  const stages = nodes.map((node) => String(node['stage']))
  const indexes = [
    ...new Set(nodes.flatMap((node) => (typeof node['indexName'] === 'string' ? [node['indexName']] : []))),
  ]
  const stats = (cursor['executionStats'] ?? {}) as Document
  // By _id the plan is EXPRESS or IDHACK, which name no index.
  if (stages.some((stage) => stage.startsWith('EXPRESS') || stage === 'IDHACK') && indexes.length === 0)
    indexes.push('_id_')
  const examined = Math.max(Number(stats['totalDocsExamined'] ?? 0), Number(stats['totalKeysExamined'] ?? 0))
  const returned = Number(stats['nReturned'] ?? 0)
  // What a $group makes is few and sorted in memory by nature.
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
    detail: plan ?? answer,
  }
}

function findIndexByName(known: readonly Document[], name: string): Document | undefined {
  return known.find((each) => each['name'] === name)
}

/** An index whose keys begin with those of the required one serves as well; which of two is taken is a matter of taste. */
function canServeAs(required: Document, used: Document | undefined): boolean {
  const wanted = Object.entries({ ...(required['key'] as object) })
  const keys = Object.entries({ ...(used?.['key'] as object | undefined) })
  return wanted.every(([field, kind], i) => keys[i]?.[0] === field && String(keys[i]?.[1]) === String(kind))
}

/** An aggregation that was not planned as a whole has its reading part in the first stage's `$cursor`. */
function getFirstCursor(answer: Document): Document {
  const stages: unknown = answer['stages']
  if (!Array.isArray(stages)) return answer
  const [first] = stages as readonly Document[]
  return (first?.['$cursor'] ?? first?.['$geoNearCursor'] ?? answer) as Document
}

function flattenMongoPlan(node: Document | undefined): readonly Document[] {
  if (node === undefined) return []
  const planned = node['queryPlan'] as Document | undefined
  if (planned !== undefined) return flattenMongoPlan(planned)
  const children = [
    node['inputStage'],
    ...(Array.isArray(node['inputStages']) ? (node['inputStages'] as unknown[]) : []),
  ]
  return [node, ...children.flatMap((child) => flattenMongoPlan(child as Document | undefined))]
}

function formatMongoPlan(nodes: readonly Document[]): string {
  const steps = nodes.map((node) => [node['stage'], node['indexName']].filter(Boolean).join(' '))
  // $geoNear searches ring after ring, each with stages of its own.
  return steps.length <= 8 ? steps.join(' ← ') : `${steps.slice(0, 4).join(' ← ')} ← ${steps.length - 4} more`
}
