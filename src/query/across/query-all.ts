import { formatCount } from '../../core/format-count.js'
import { assertFileWritable } from '../../core/user-file.js'
import type { Endpoints } from '../../core/store-types.js'
import type { QueryResult, ResultRow } from '../../stores/contracts/query.js'
import { openStatements, type Statement, type StatementOptions, type StoreRead } from './open-statements.js'
import { toQueryError } from './to-query-error.js'
import { toTemporaryFile, writeResult } from './write-result.js'

export interface QueryAllOptions
  extends Omit<StatementOptions, 'statements' | 'toError' | 'writableFile'>, Statement {
  /** Writes the result to this Parquet or CSV file instead. */
  readonly file?: string
}

export interface QueryAllResult extends QueryResult, AsyncDisposable {
  readonly columns: readonly string[]
  readonly reads: readonly StoreRead[]
}

/**
 * Runs one SELECT over the three stores. The records that it needs are read from the stores into DuckDB, which runs it.
 * Throws `QUERY_INVALID`, `QUERY_FAILED`, `SCAN_NOT_ALLOWED` and `DUCKDB_MISSING`.
 */
export async function queryAll(
  endpoints: Endpoints,
  { text, parameters, file, ...options }: QueryAllOptions,
): Promise<QueryAllResult> {
  if (file !== undefined) await assertFileWritable(file, 'The result')
  const temporary = file === undefined ? undefined : toTemporaryFile(file)
  const opened = await openStatements(endpoints, {
    ...options,
    statements: [{ text, ...(parameters === undefined ? {} : { parameters }) }],
    ...(temporary === undefined ? {} : { writableFile: temporary }),
  })
  const close = async (): Promise<void> => opened[Symbol.asyncDispose]()
  const { reads, session, bound } = opened
  try {
    if (temporary === undefined || file === undefined)
      return { ...(await opened.run(0)), reads, [Symbol.asyncDispose]: close }
    const count = await writeResult(session, bound[0] ?? { text, values: {} }, temporary, file)
    const summary = (): string => `${formatCount(count, 'row')} in ${file}`
    return { columns: [], rows: none(), reads, summary, [Symbol.asyncDispose]: close }
  } catch (error) {
    await close()
    throw toQueryError(error, options.signal)
  }
}

async function* none(): AsyncGenerator<ResultRow> {}
