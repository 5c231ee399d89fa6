import type { Document } from 'bson'
import type { MongoEndpoint } from '../../../core/store-types.js'
import { type Entity, getPlaceIn, type PlainRecord } from '../../../domain/entities/entity.js'
import { listStoredValues } from '../../contracts/stored-values.js'
import type { Restriction, ViewRead, ViewReader } from '../../contracts/view-reader.js'
import type { DocumentReader, FindRequest } from '../client/document-reader.js'
import { openDocumentReader } from '../client/open-document-reader.js'

/** Between two pages, a query can be aborted. */
const PAGE_DOCUMENTS = 5000

/** Reads documents with the fields that the columns show. */
export async function openMongoViewReader(endpoint: MongoEndpoint): Promise<ViewReader> {
  const reader = await openDocumentReader(endpoint)
  return {
    maxKeys: 5000,
    hosts: listHosts(endpoint.url),
    async listIndexedPaths(entity) {
      const indexes = await reader.listIndexes(getCollection(entity))
      return new Set(indexes.flatMap((index) => Object.keys(toDocument(index['key']))[0] ?? []))
    },
    async estimateCount(entity, limit) {
      const pipeline = [{ $limit: limit }, { $count: 'count' }]
      const [found] = await reader.aggregate(getCollection(entity), pipeline)
      return Number(found?.['count'] ?? 0)
    },
    read: (read) => readDocuments(reader, read),
    [Symbol.asyncDispose]: async () => reader[Symbol.asyncDispose](),
  }
}

/** All hosts of a URL, or its sockets. Loading the driver's parser would take longer than most queries. */
export function listHosts(url: string): readonly string[] {
  const [, hosts = ''] = /^mongodb(?:\+srv)?:\/\/(?:[^@]*@)?([^/?]*)/.exec(url) ?? []
  return hosts.split(',').map((host) => decodeURIComponent(host).replace(/:\d+$/, ''))
}

function toDocument(value: unknown): Document {
  return typeof value === 'object' && value !== null ? value : {}
}

function getCollection(entity: Entity): string {
  return getPlaceIn('mongo', entity).collection
}

async function* readDocuments(
  reader: DocumentReader,
  read: ViewRead,
): AsyncGenerator<readonly PlainRecord[]> {
  const collection = getCollection(read.entity)
  const filter = buildFilter(read.anyOf)
  const find: FindRequest = { filter, projection: buildProjection(read), batchSize: PAGE_DOCUMENTS }
  let returned = 0
  for await (const page of reader.findPages<PlainRecord>(collection, find)) {
    read.signal?.throwIfAborted()
    returned += page.length
    yield page
  }
  const plan = read.explain ? await reader.explain(collection, find) : undefined
  const request = `${collection}.find(${JSON.stringify(filter)})`
  read.onRequest?.({ request, requests: 1, returned, ...(plan === undefined ? {} : summarizePlan(plan)) })
}

function buildProjection({ columns }: ViewRead): Document {
  const paths = new Set(columns.map(({ path }) => path))
  // A path into a field that is projected as a whole would be a conflict.
  const needed = [...paths].filter((path) => {
    const parts = path.split('.')
    return !parts.some((_, i) => i > 0 && paths.has(parts.slice(0, i).join('.')))
  })
  return Object.fromEntries([['_id', 1], ...needed.map((path) => [path, 1])])
}

function buildFilter(anyOf: readonly Restriction[] | undefined): Document {
  if (anyOf === undefined) return {}
  const [first = {}, ...others] = anyOf.map((restriction) => ({
    ...(Object.assign(
      {},
      ...restriction.map((condition) => {
        const { column, values, from, to } = condition
        return {
          [column.path]: {
            ...(values === undefined ? {} : { $in: listStoredValues(condition) }),
            ...(from === undefined ? {} : { $gte: from }),
            ...(to === undefined ? {} : { $lte: to }),
          },
        }
      }),
    ) as Document),
  }))
  return others.length === 0 ? first : { $or: [first, ...others] }
}

/** The indexes and counts of `explain`, wherever they are in the plan. */
function summarizePlan(plan: Document): { readonly index: string | null; readonly examined: number } {
  const indexes = new Set<string>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, each] of Object.entries(value)) {
      if (name === 'indexName' && typeof each === 'string') indexes.add(each)
      else visit(each)
    }
  }
  visit(toDocument(toDocument(plan['queryPlanner'])['winningPlan']))
  const examined = Number(toDocument(plan['executionStats'])['totalDocsExamined'] ?? 0)
  return { index: indexes.size === 0 ? null : [...indexes].join(', '), examined }
}
