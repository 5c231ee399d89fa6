import { findClosestMatch } from '../../../core/closest-match.js'
import { invalidMigration } from '../../contracts/compile-steps.js'
import type { MigrationSource } from '../../contracts/migration-store.js'
import { getFirstWord } from '../sql/get-first-word.js'
import { SqlReader } from '../sql/sql-reader.js'

/** Rejects what is not a statement of its own for the server. */
export function assertExecutable(source: MigrationSource, statement: string, transactional: boolean): void {
  // A COMMIT in the file would end the migrator's transaction and leave an incomplete, unrecorded migration.
  const command =
    /^(begin|start\s+transaction|commit|rollback|abort|savepoint|end|prepare\s+transaction)\b/i.exec(
      statement,
    )?.[1]
  if (command !== undefined) {
    throw invalidMigration(
      source,
      `it contains ${command.toUpperCase()}, but each file already runs in one transaction`,
    )
  }
  const metaCommand = /^\\\S*/.exec(statement)?.[0]
  if (metaCommand !== undefined) {
    throw invalidMigration(source, `it contains ${metaCommand}, a command of psql, not an SQL statement`)
  }
  const copy = /^copy\b[^;']*?\b(from\s+stdin|to\s+stdout)\b/i.exec(statement)?.[1]
  if (copy !== undefined) {
    throw invalidMigration(
      source,
      `it contains COPY … ${copy.toUpperCase()}, which requires a client such as psql; use INSERT, or pg_dump --inserts`,
    )
  }
  assertKnown(source, statement)
  if (!transactional) return
  const outside = findStatementOutsideTransaction(statement)
  if (outside !== undefined) {
    throw invalidMigration(
      source,
      `it contains ${outside}, which PostgreSQL does not run in a transaction; add the line "-- homemanager: no-transaction", preferably to a file with this statement alone`,
    )
  }
}

function assertKnown(source: MigrationSource, statement: string): void {
  const word = getFirstWord(statement)
  if (word === undefined || STATEMENTS.includes(word)) return
  const guess = findClosestMatch(word, STATEMENTS)
  throw invalidMigration(
    source,
    `no SQL statement begins with ${word}${guess === undefined ? '' : `; did you mean ${guess}?`}`,
  )
}

/** The first words of statements: "SQL Commands" in the PostgreSQL manual. */
const STATEMENTS =
  `ABORT ALTER ANALYSE ANALYZE BEGIN CALL CHECKPOINT CLOSE CLUSTER COMMENT COMMIT COPY CREATE DEALLOCATE DECLARE DELETE DISCARD DO
  DROP END EXECUTE EXPLAIN FETCH GRANT IMPORT INSERT LISTEN LOAD LOCK MERGE MOVE NOTIFY PREPARE REASSIGN REFRESH REINDEX RELEASE REPACK
  RESET REVOKE ROLLBACK SAVEPOINT SECURITY SELECT SET SHOW START TABLE TRUNCATE UNLISTEN UPDATE VACUUM VALUES WAIT WITH`.split(
    /\s+/,
  )

/** What the manual says "cannot be executed inside a transaction block". */
const OUTSIDE_TRANSACTION: readonly RegExp[] = [
  /^ (create (?:unique )?index concurrently) /,
  /^ (drop index concurrently) /,
  /^ (reindex) (?:\([^)]*\) )?(?:index|table|schema|database|system) (concurrently) /,
  /^ (reindex) \([^)]* (concurrently) (?!(?:false|off|0) )[^)]*\) /,
  /^ (reindex) (?:\([^)]*\) )?(schema|database|system) /,
  /^ (vacuum) /,
  /^ ((?:create|drop) (?:database|tablespace)) /,
  /^ (alter system) /,
  /^ (alter database) .* (set tablespace) /,
  /^ (alter table) .* (detach partition) .* (concurrently) /,
  /^ (cluster) (?:verbose |\([^)]*\) )?$/,
  /^ (discard all) /,
]

/** The keywords of a statement that PostgreSQL does not run in a transaction; undefined if it may do so. */
function findStatementOutsideTransaction(statement: string): string | undefined {
  const words = new SqlReader(statement).rest
  for (const pattern of OUTSIDE_TRANSACTION) {
    const found = pattern.exec(words)
    if (found !== null) return found.slice(1).join(' ').toUpperCase()
  }
  return undefined
}
