import { findClosestMatch } from '../../../core/closest-match.js'
import { HomeError } from '../../../core/home-error.js'
import { QUERY_ERRORS } from '../../contracts/query-errors.js'
import { getFirstWord } from '../sql/get-first-word.js'
import { writeNotAllowedError } from '../../query-text/write-not-allowed-error.js'

/** Read-only statements. COPY is not one: a superuser's COPY TO writes files even in a read-only transaction. */
const READ_ONLY_STATEMENTS = ['SELECT', 'WITH', 'VALUES', 'TABLE', 'EXPLAIN', 'SHOW']

/** The first words of PostgreSQL's other statements (manual, "SQL Commands"). */
const OTHER_STATEMENTS = (
  'ABORT ALTER ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD ' +
  'DO DROP END EXECUTE FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX ' +
  'RELEASE RESET REVOKE ROLLBACK SAVEPOINT SECURITY SET START TRUNCATE UNLISTEN UPDATE VACUUM'
).split(' ')

/** Throws `WRITE_NOT_ALLOWED` for a statement that is not read-only, `QUERY_INVALID` if it is not a statement at all. */
export function assertReadOnlySql(text: string): void {
  const verb = getFirstWord(text)
  if (verb === undefined) throw notAStatementError(text.trim())
  if (READ_ONLY_STATEMENTS.includes(verb)) return
  if (!OTHER_STATEMENTS.includes(verb)) throw unknownStatementError(verb)
  throw writeNotAllowedError(`${verb} is not a read-only statement.`, {
    detail: `Queries are read-only by default: ${READ_ONLY_STATEMENTS.join(', ')}.`,
  })
}

function notAStatementError(text: string): HomeError {
  if (!text.startsWith('\\')) {
    return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
      message: text === '' ? 'The query is empty.' : 'The query is not an SQL statement.',
      suggestion: 'Run homemanager query postgres --help.',
    })
  }
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `${text.split(/\s/)[0]} is a command of psql, not an SQL statement.`,
    suggestion: `Run homemanager shell postgres -- -c '${text}'.`,
  })
}

function unknownStatementError(verb: string): HomeError {
  const guess = findClosestMatch(verb, [...READ_ONLY_STATEMENTS, ...OTHER_STATEMENTS])
  return new HomeError(QUERY_ERRORS.QUERY_INVALID, {
    message: `${verb} is not an SQL statement.`,
    suggestion: guess === undefined ? 'Run homemanager query postgres --help.' : `Did you mean ${guess}?`,
  })
}
