import type { QueryResult, ResultRow } from '../stores/contracts/query.js'

/** The first `limit` rows. Calls `onMore` if there are more, and then ends the query. */
export function limitRows(result: QueryResult, limit: number | undefined, onMore: () => void): QueryResult {
  if (limit === undefined) return result
  async function* read(): AsyncGenerator<ResultRow, void> {
    let count = 0
    for await (const row of result.rows) {
      if (count === limit) {
        onMore()
        return
      }
      count++
      yield row
    }
  }
  return { ...result, rows: read() }
}
