import type pg from 'pg'
import QueryStream from 'pg-query-stream'
import { HomeError } from '../core/home-error.js'
import type { PostgresStore } from '../stores/postgres/postgres-store.js'
import { QUERY_ERRORS } from './query-errors.js'
import { toPostgresRow } from './to-postgres-row.js'
import { bindParameters, type BoundQuery, type QueryParameters } from './query-parameters.js'
import type { QueryResult, ResultRow } from './result-row.js'
import { findClosestMatch } from '../core/closest-match.js'
import { getFirstWord } from './tokenize-sql.js'
import { formatTextPosition } from './format-text-position.js'

export interface PostgresQuery {
  readonly text: string
  readonly parameters: QueryParameters
  /** Allows statements that write; they commit when they end. */
  readonly write: boolean
  readonly signal?: AbortSignal
}

/** Statements that only read. COPY is not among them: a superuser's COPY TO writes files even when read-only. */
const READ_ONLY_STATEMENTS = new Set(['SELECT', 'WITH', 'VALUES', 'TABLE', 'EXPLAIN', 'SHOW'])

/** The first words of PostgreSQL's other statements (manual, "SQL Commands"). */
const OTHER_STATEMENTS = new Set(
  (
    'ABORT ALTER ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD ' +
    'DO DROP END EXECUTE FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX ' +
    'RELEASE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SET START TRUNCATE UNLISTEN UPDATE VACUUM'
  ).split(' '),
)

/** One SQL statement through a cursor, in a READ ONLY transaction that is rolled back unless it may write. */
export async function queryPostgres(store: PostgresStore, query: PostgresQuery): Promise<QueryResult> {
  const bound = bindParameters(query.text, query.parameters, (n) => `$${n}`, true)
  if (!query.write) assertReadOnly(query.text)
  const client = await store.pool.connect()
  try {
    if (!query.write) await client.query('BEGIN TRANSACTION READ ONLY')
    const stream = client.query(
      new QueryStream(bound.text, bound.values.map(toParameterText), {
        rowMode: 'array',
        batchSize: 500,
        types: { getTypeParser: () => (text: string) => text },
      }),
    )
    return await startQuery(store, client, stream, query, bound)
  } catch (error) {
    client.release(true)
    throw toPostgresQueryError(error, query, bound)
  }
}

/** Reads ahead by one row: an error of the statement shows up here, and with it come the columns. */
async function startQuery(
  store: PostgresStore,
  client: pg.PoolClient,
  stream: QueryStream,
  query: PostgresQuery,
  bound: BoundQuery,
): Promise<QueryResult> {
  const cancel = (): void => void cancelBackend(store, client)
  query.signal?.addEventListener('abort', cancel, { once: true })
  const rows: AsyncIterator<unknown> = stream[Symbol.asyncIterator]()
  const first = await rows.next()
  const result = (stream.cursor as unknown as { _result: CursorResult })._result
  const columns = result.fields.map((field) => field.name)
  const types = result.fields.map((field) => field.dataTypeID)
  const row = (values: unknown): ResultRow =>
    toPostgresRow(columns, types, values as readonly (string | null)[])
  async function* read(): AsyncGenerator<ResultRow> {
    let finished = false
    try {
      for (let next = first; next.done !== true; next = await rows.next()) yield row(next.value)
      // PostgreSQL lets a read-only transaction make large objects (lo_import); a rollback undoes them.
      if (!query.write) await client.query('ROLLBACK')
      finished = true
    } catch (error) {
      throw toPostgresQueryError(error, query, bound)
    } finally {
      query.signal?.removeEventListener('abort', cancel)
      if (!finished) stream.destroy()
      client.release(!finished)
    }
  }
  return {
    ...(columns.length === 0 ? {} : { columns }),
    rows: read(),
    summary: () => formatSummary(result),
  }
}

/** What pg-cursor keeps of the statement: the columns with the first row, the tag with the last. */
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

/** Ctrl-C ends the statement on the server too; closing the connection alone would let it run on. */
async function cancelBackend(store: PostgresStore, client: pg.PoolClient): Promise<void> {
  const { processID } = client as unknown as { processID: number | null }
  if (processID !== null) await store.pool.query('SELECT pg_cancel_backend($1)', [processID]).catch(() => {})
}

function toParameterText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (typeof value === 'string') return value
  return Array.isArray(value) ? `{${value.map((v) => JSON.stringify(v)).join(',')}}` : JSON.stringify(value)
}

function assertReadOnly(text: string): void {
  const verb = getFirstWord(text)
  if (verb === undefined) throw notAStatementError(text)
  if (READ_ONLY_STATEMENTS.has(verb)) return
  if (!OTHER_STATEMENTS.has(verb)) throw unknownStatementError(verb)
  throw new HomeError(QUERY_ERRORS.WRITE_NOT_ALLOWED, {
    message: `${verb} is not a read-only statement.`,
    detail: 'Without --write, allowed statements are SELECT, WITH, VALUES, TABLE, EXPLAIN and SHOW.',
    suggestion: 'Add --write to run it.',
  })
}

function notAStatementError(text: string): HomeError {
  const command = text.trim()
  if (!command.startsWith('\\'))
    return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
      message: 'The query is not an SQL statement.',
      suggestion: 'Run homemanager query postgres --help.',
    })
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `${command.split(/\s/)[0]} is a command of psql, not an SQL statement.`,
    suggestion: `Run homemanager shell postgres -- -c '${command}'.`,
  })
}

function unknownStatementError(verb: string): HomeError {
  const guess = findClosestMatch(verb, [...READ_ONLY_STATEMENTS, ...OTHER_STATEMENTS])
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `Syntax error: ${verb} is not an SQL statement.`,
    suggestion: guess === undefined ? 'Run homemanager query postgres --help.' : `Did you mean ${guess}?`,
  })
}

const SUGGESTIONS: Readonly<Record<string, string>> = {
  '42P01':
    'List the tables: homemanager query postgres "SELECT table_name FROM information_schema.tables WHERE table_schema = \'public\'"',
  '42703':
    'List the columns: homemanager query postgres "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = \'public\'"',
}

function toPostgresQueryError(error: unknown, query: PostgresQuery, bound: BoundQuery): unknown {
  if (!(error instanceof Error) || error instanceof HomeError || query.signal?.aborted) return error
  const { code, position, hint } = error as Error & { code?: string; position?: string; hint?: string }
  if (code === undefined) return error
  if (code === '25006') {
    return new HomeError(QUERY_ERRORS.WRITE_NOT_ALLOWED, {
      message: `PostgreSQL returned an error: ${error.message}.`,
      suggestion: 'Add --write to run it.',
      cause: error,
    })
  }
  const where = position === undefined ? '' : ` at ${formatOriginalPosition(Number(position), query, bound)}`
  const isMultiple = error.message.includes('multiple commands')
  const suggestion = hint ?? (isMultiple ? 'Run one statement at a time.' : SUGGESTIONS[code])
  return new HomeError(QUERY_ERRORS.QUERY_FAILED, {
    message: `PostgreSQL returned an error: ${error.message}${where}.`,
    detail: `SQLSTATE ${code}`,
    ...(suggestion === undefined ? {} : { suggestion }),
    cause: error,
  })
}

/** PostgreSQL counts characters, from 1, in the text that it got. */
function formatOriginalPosition(position: number, query: PostgresQuery, bound: BoundQuery): string {
  const index = Array.from(bound.text)
    .slice(0, position - 1)
    .join('').length
  return formatTextPosition(query.text, bound.toOriginalIndex(index))
}
