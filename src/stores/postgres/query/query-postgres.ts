import type pg from 'pg'
import { endSentence } from '../../../core/end-sentence.js'
import { HomeError } from '../../../core/home-error.js'
import { cancelStatement } from '../client/cancel-statement.js'
import { hideErrorsFromLog } from '../client/hide-errors-from-log.js'
import type { PostgresStore } from '../client/postgres-store.js'
import { assertReadOnlySql } from './assert-read-only-sql.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { writeNotAllowedError } from '../../query-text/write-not-allowed-error.js'
import { findElementTypes } from './element-types.js'
import { toParameterTexts } from './to-parameter-texts.js'
import { StatementStream } from './statement-stream.js'
import { suggestRelation } from './suggest-relation.js'
import { toCatalogQuery } from './to-catalog-query.js'
import { toPostgresRow } from './to-postgres-row.js'
import { tokenizeSql } from '../sql/tokenize-sql.js'
import { bindParameters, type BoundQuery, type Placeholders } from '../../query-text/bind-parameters.js'
import type { QueryResult, ResultRow, TextQuery } from '../../contracts/query.js'
import { formatTextPosition } from '../../query-text/format-text-position.js'
import { toTextIndex } from '../sql/to-text-index.js'

const UNDEFINED_TABLE = '42P01'

/** What to run next, by SQLSTATE: undefined table, undefined column, invalid text representation. */
const SUGGESTIONS: Readonly<Record<string, string>> = {
  [UNDEFINED_TABLE]: String.raw`List the tables: homemanager query postgres '\d'`,
  '42703':
    'List the columns: homemanager query postgres "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = \'public\'"',
  '22P02': 'An id of PostgreSQL is a UUID such as 00000000-0000-7000-8000-000000000123, without a prefix.',
}

/** In the error of PostgreSQL: "cannot insert multiple commands into a prepared statement". */
const MULTIPLE_STATEMENTS = 'multiple commands'

const POSTGRES_PLACEHOLDERS: Placeholders = {
  tokenize: tokenizeSql,
  placeholder: (n) => `$${n}`,
  reuse: true,
}

/**
 * Runs a SQL statement with a cursor, in a READ ONLY transaction that is rolled back unless `write` is set. `hidesErrors`: an error is
 * not written to the log of the server.
 */
export async function queryPostgres(
  store: PostgresStore,
  given: TextQuery,
  { hidesErrors = false }: { readonly hidesErrors?: boolean } = {},
): Promise<QueryResult> {
  const query = expandCatalogQuery(given)
  const bound = bindParameters(query.text, query.parameters, POSTGRES_PLACEHOLDERS)
  assertNoNull(query.text)
  if (!query.write) assertReadOnlySql(query.text)
  const client = await store.pool.connect()
  const cancel = (): void => cancelStatement(store, client)
  query.signal?.addEventListener('abort', cancel, { once: true })
  const release = (isBroken: boolean): void => {
    query.signal?.removeEventListener('abort', cancel)
    client.release(isBroken)
  }
  try {
    if (!query.write) await client.query('BEGIN TRANSACTION READ ONLY')
    if (hidesErrors) await hideErrorsFromLog(client)
    const values = await toParameterTexts(client, bound.text, bound.values)
    const stream = client.query(
      new StatementStream(bound.text, values, {
        rowMode: 'array',
        batchSize: 500,
        types: { getTypeParser: () => (text: string) => text },
      }),
    )
    return await startQuery(store, { client, release }, stream, query, bound)
  } catch (error) {
    release(true)
    throw toPostgresQueryError(error, query, bound, await findSuggestion(store, error))
  }
}

/** `\d users` is a query of the catalog. It only reads, whether or not writes are allowed. */
function expandCatalogQuery(query: TextQuery): TextQuery {
  const catalog = toCatalogQuery(query.text)
  if (catalog === undefined) return query
  const name = catalog.name === undefined ? [] : ([['name', catalog.name]] as const)
  return { ...query, text: catalog.text, parameters: new Map([...query.parameters, ...name]), write: false }
}

async function findSuggestion(store: PostgresStore, error: unknown): Promise<string | undefined> {
  if (!(error instanceof Error) || !('code' in error) || error.code !== UNDEFINED_TABLE) return undefined
  // The error of the query is reported in any case.
  return suggestRelation(store.pool, error.message).catch(() => undefined)
}

/** The protocol ends a text at a NUL character. The server would run a part of the statement. */
function assertNoNull(text: string): void {
  const index = text.indexOf('\0')
  if (index === -1) return
  throw new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `The query has a NUL character at ${formatTextPosition(text, index)}. PostgreSQL does not support it.`,
    suggestion: 'Remove the character.',
  })
}

interface Connection {
  readonly client: pg.PoolClient
  /** Back to the pool; closes the connection if it cannot be used again. */
  readonly release: (isBroken: boolean) => void
}

/** Reads the first row, so that an error of the statement is thrown here and the columns are known. */
async function startQuery(
  store: PostgresStore,
  { client, release }: Connection,
  stream: StatementStream,
  query: TextQuery,
  bound: BoundQuery,
): Promise<QueryResult> {
  const rows: AsyncIterator<unknown> = stream[Symbol.asyncIterator]()
  const first = await rows.next()
  const result = (stream.cursor as unknown as { _result: CursorResult })._result
  const columns = result.fields.map((field) => field.name)
  const types = result.fields.map((field) => field.dataTypeID)
  const elementTypes = await findElementTypes(store.pool, types)
  const row = (values: unknown): ResultRow =>
    toPostgresRow(columns, types, elementTypes, values as readonly (string | null)[])
  async function* read(): AsyncGenerator<ResultRow> {
    let finished = false
    try {
      for (let next = first; next.done !== true; next = await rows.next()) yield row(next.value)
      // A read-only transaction can create large objects (lo_import). A rollback removes them.
      if (!query.write) await client.query('ROLLBACK')
      finished = true
    } catch (error) {
      throw toPostgresQueryError(error, query, bound)
    } finally {
      if (!finished) stream.destroy()
      release(!finished)
    }
  }
  return {
    ...(columns.length === 0 ? {} : { columns }),
    rows: read(),
    summary: () => formatSummary(result),
  }
}

/** What pg-cursor knows about the statement: the columns after the first row, the command tag after the last. */
interface CursorResult {
  readonly fields: readonly { readonly name: string; readonly dataTypeID: number }[]
  readonly command?: string | null
  readonly rowCount?: number | null
}

function formatSummary(result: CursorResult): string | undefined {
  if (result.fields.length > 0 || !result.command) return undefined
  return result.rowCount === null || result.rowCount === undefined
    ? result.command
    : `${result.command} ${result.rowCount}`
}

function toPostgresQueryError(error: unknown, query: TextQuery, bound: BoundQuery, guess?: string): unknown {
  if (!(error instanceof Error) || error instanceof HomeError || query.signal?.aborted) return error
  const { code, position, hint } = error as Error & { code?: string; position?: string; hint?: string }
  if (code === undefined) return error
  if (code === '25006') {
    // For a statement WITH … DELETE the error of PostgreSQL names the last part, which may be SELECT.
    return writeNotAllowedError('The query would change data.', {
      detail: `PostgreSQL returned an error: ${endSentence(error.message)} Queries are read-only by default.`,
      cause: error,
    })
  }
  if (error.message.includes(MULTIPLE_STATEMENTS)) return multipleStatementsError(error)
  const where = position === undefined ? '' : ` at ${formatOriginalPosition(position, query, bound)}`
  const isOther = code === '22P02' && !error.message.includes('uuid')
  const suggestion = hint ?? guess ?? (isOther ? undefined : SUGGESTIONS[code])
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `PostgreSQL returned an error: ${endSentence(`${error.message}${where}`)}`,
    detail: `SQLSTATE ${code}`,
    ...(suggestion === undefined ? {} : { suggestion }),
    cause: error,
  })
}

/** PostgreSQL parses a text of several statements, and runs none of them. */
function multipleStatementsError(cause: Error): HomeError {
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: 'The query has more than one statement.',
    suggestion: 'Run one statement at a time.',
    cause,
  })
}

/** The position is one of the bound text. */
function formatOriginalPosition(position: string, query: TextQuery, bound: BoundQuery): string {
  return formatTextPosition(query.text, bound.toOriginalIndex(toTextIndex(bound.text, position)))
}
