import type { Document } from 'bson'
import type { QueryPlan } from '../../contracts/query.js'
import type { MongoStore } from '../client/mongo-store.js'
import { findMongoPlan, flattenMongoPlan } from '../explain/mongo-plan.js'
import { parseMongoQuery } from './parse-mongo-query.js'
import { queryMongo } from './query-mongo.js'

const PLANNED = new Set(['find', 'aggregate'])
/** The result of these has no plan. */
const LAST_CALLS = new Set(['count', 'explain'])

/** The stages that `explain` says, the last one first; undefined for a call that has no plan. */
export async function planMongoQuery(
  store: MongoStore,
  text: string,
  signal?: AbortSignal,
): Promise<QueryPlan | undefined> {
  const { call, chain } = parseMongoQuery(text)
  if (!PLANNED.has(call.name) || chain.some(({ name }) => LAST_CALLS.has(name))) return undefined
  const explained = `${text.trim().replace(/;$/, '')}.explain()`
  const { rows } = queryMongo(store, {
    text: explained.replaceAll(/\.(?:toArray|pretty)\(\)/g, ''),
    write: false,
    ...(signal === undefined ? {} : { signal }),
  })
  for await (const row of rows) {
    const stages = flattenMongoPlan(findMongoPlan(JSON.parse(row.json()) as Document))
    if (stages.length > 0) return stages.map(describeStage)
  }
  return undefined
}

function describeStage(stage: Document, depth: number): QueryPlan[number] {
  const { stage: name, indexName, filter, sortPattern } = stage
  const parts = [
    String(name),
    ...(indexName === undefined ? [] : [String(indexName)]),
    ...(sortPattern === undefined ? [] : [JSON.stringify(sortPattern)]),
    ...(filter === undefined ? [] : [`filter ${JSON.stringify(filter)}`]),
  ]
  return {
    text: `${'  '.repeat(depth)}${depth === 0 ? '' : '← '}${parts.join(' ')}`,
    isScan: name === 'COLLSCAN',
  }
}
