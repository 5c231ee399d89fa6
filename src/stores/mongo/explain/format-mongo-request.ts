import type { MongoRequest } from '../../../core/store-types.js'

/** As typed for `homemanager query mongo`. */
export function formatMongoRequest(request: MongoRequest): string {
  if ('aggregate' in request) return `${request.aggregate}.aggregate(${JSON.stringify(request.pipeline)})`
  if ('update' in request) {
    const [{ q, u }] = request.updates
    return `${request.update}.updateMany(${JSON.stringify(q)}, ${JSON.stringify(u)})`
  }
  const projection = request.projection === undefined ? '' : `, ${JSON.stringify(request.projection)}`
  const sort = request.sort === undefined ? '' : `.sort(${JSON.stringify(request.sort)})`
  const limit = request.limit === undefined ? '' : `.limit(${request.limit})`
  return `${request.find}.find(${JSON.stringify(request.filter)}${projection})${sort}${limit}`
}
