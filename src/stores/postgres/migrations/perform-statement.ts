import { endSentence } from '../../../core/end-sentence.js'
import { pg } from '../client/pg.js'
import { HomeError } from '../../../core/home-error.js'
import type { MigrationStep, StepContext } from '../../contracts/migration-store.js'
import { StepRejectedError } from '../../contracts/step-rejected-error.js'
import { StepFailedError } from '../../contracts/step-failed-error.js'
import { toTextIndex } from '../sql/to-text-index.js'

const CONCURRENT_INDEX =
  /^create\s+(?:unique\s+)?index\s+concurrently\s+(?:if\s+not\s+exists\s+)?("(?:[^"]|"")+"|[\w$]+)\s+on\s+(?:only\s+)?((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)/i

/** duplicate_table (indexes too), duplicate_object, duplicate_column, duplicate_schema, duplicate_function. */
const ALREADY_EXISTS_CODES: ReadonlySet<string> = new Set(['42P07', '42710', '42701', '42P06', '42723'])
/** active_sql_transaction, and invalid_transaction_termination: a procedure with COMMIT. */
const REQUIRES_NO_TRANSACTION: ReadonlySet<string> = new Set(['25001', '2D000'])
/** undefined_table, undefined_object, undefined_column, invalid_schema_name, undefined_function. */
const UNDEFINED_OBJECT_CODES: ReadonlySet<string> = new Set(['42P01', '42704', '42703', '3F000', '42883'])

/**
 * Runs one statement. A statement of an interrupted run may already have taken effect, so "already exists" errors then
 * count as success. An interrupted concurrent index build leaves an invalid index, which is dropped first.
 */
export async function performStatement(
  client: pg.Client,
  step: MigrationStep<string>,
  context: StepContext,
): Promise<void> {
  try {
    if (context.resumed) await dropInvalidIndex(client, step.action)
    await client.query(step.action)
  } catch (error) {
    if (context.resumed && error instanceof pg.DatabaseError && isAlreadyDone(step.action, error.code ?? ''))
      return
    const failure = toStepError(step, error)
    throw failure instanceof HomeError && isRejectedText(error) ? new StepRejectedError(failure) : failure
  }
}

/** Whether the server found the error when it read the statement: a syntax error or a wrong name at a place in its text. */
function isRejectedText(error: unknown): boolean {
  return (
    error instanceof pg.DatabaseError && error.position !== undefined && error.code?.startsWith('42') === true
  )
}

function isAlreadyDone(statement: string, code: string): boolean {
  if (/^create\b/i.test(statement)) return ALREADY_EXISTS_CODES.has(code)
  if (/^drop\b/i.test(statement)) return UNDEFINED_OBJECT_CODES.has(code)
  return /^alter\b/i.test(statement) && /\badd\b/i.test(statement) && ALREADY_EXISTS_CODES.has(code)
}

async function dropInvalidIndex(client: pg.Client, statement: string): Promise<void> {
  const [, index, table] = CONCURRENT_INDEX.exec(statement) ?? []
  if (index === undefined || table === undefined) return
  const { rows } = await client.query<{ name: string }>(
    `SELECT format('%I.%I', n.nspname, c.relname) AS name
     FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE NOT i.indisvalid AND i.indrelid = to_regclass($1)
       AND c.relname = (parse_ident($2))[1]`,
    [table, index],
  )
  // The name comes from the catalog and is quoted by the server; DDL does not accept parameters.
  for (const { name } of rows) await client.query(`DROP INDEX CONCURRENTLY ${name}`)
}

/** Converts an error of the server to one that names the step; returns any other error unchanged. */
export function toStepError(step: MigrationStep<string>, error: unknown): unknown {
  if (!(error instanceof pg.DatabaseError)) return error
  const position = error.position === undefined ? '' : ` at character ${error.position} of the statement`
  const explanations = [error.detail, error.hint].filter((text) => text !== undefined)
  const options = {
    message: `PostgreSQL returned an error in step "${step.name}": ${endSentence(error.message)}`,
    detail: [`SQLSTATE ${error.code}${position}`, ...explanations].join('\n'),
    suggestion: getSuggestion(error.code),
    cause: error,
  }
  return new StepFailedError(
    options,
    error.position === undefined ? undefined : toTextIndex(step.action, error.position),
  )
}

function getSuggestion(code: string | undefined): string {
  if (code === '55P03')
    return 'Another session holds a lock on the table. End that session, or raise migrations.lockTimeout in homemanager.yaml.'
  if (code === '57014')
    return 'If the statement takes longer, raise migrations.statementTimeout in homemanager.yaml.'
  if (code !== undefined && REQUIRES_NO_TRANSACTION.has(code))
    return 'Add the line "-- homemanager: no-transaction" to the file, then run homemanager migrate again.'
  return 'Correct the migration, then run homemanager migrate again.'
}
