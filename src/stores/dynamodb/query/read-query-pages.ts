import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { isRecord } from '../../../core/is-record.js'
import type { PageRequest, QueryResult, ResultRow } from '../../contracts/query.js'
import { parseContinuationToken, toContinuationToken } from '../../query-text/continuation-token.js'
import { toDynamodbRow } from './to-dynamodb-row.js'

export interface QueryPage<Start> {
  readonly items: readonly Readonly<Record<string, AttributeValue>>[]
  /** Where the next page starts; undefined after the last one. */
  readonly next: Start | undefined
}

/**
 * Streams the rows of all pages, or as many as were requested. DynamoDB can only continue at the start of a page, so a
 * continuation also says how many of its items to skip.
 */
export async function readQueryPages<Start>(
  readPage: (start: Start | undefined) => Promise<QueryPage<Start>>,
  { limit, after }: PageRequest = {},
  selected?: readonly string[],
): Promise<QueryResult> {
  const position = after === undefined ? {} : parseContinuationToken(after, parseJson)
  const start = position['start'] as Start | undefined
  let skipped = Number(position['skip'] ?? 0)
  const first = await readPage(start)
  let continuation: string | undefined
  async function* read(): AsyncGenerator<ResultRow> {
    let count = 0
    for (let page = first, from = start; ;) {
      for (const [i, item] of page.items.entries()) {
        if (i < skipped) continue
        if (count++ === limit) {
          continuation = toContinuationToken(
            JSON.stringify({ ...(from === undefined ? {} : { start: from }), skip: i }, writeBinary),
          )
          return
        }
        yield toDynamodbRow(item, selected)
      }
      skipped = 0
      if (page.next === undefined) return
      from = page.next
      page = await readPage(from)
    }
  }
  return { ...(selected === undefined ? {} : { selected }), rows: read(), next: () => continuation }
}

/** Keys may be binary, which JSON is not. */
function writeBinary(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? { [BINARY]: Buffer.from(value).toString('base64') } : value
}

const BINARY = '$binary'

function parseJson(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => {
    const base64 = isRecord(value) ? value[BINARY] : undefined
    return typeof base64 === 'string' ? new Uint8Array(Buffer.from(base64, 'base64')) : value
  })
}
