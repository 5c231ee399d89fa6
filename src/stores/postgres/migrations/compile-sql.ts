import { invalidMigration } from '../../contracts/compile-steps.js'
import type { Migration, MigrationSource, MigrationStep } from '../../contracts/migration-store.js'
import { readSqlDirectives } from './sql-directives.js'
import { type SqlComment, splitSql } from './split-sql.js'

/**
 * Compiles a SQL file to one step per statement. Directives are comments: `-- homemanager: down` starts the down
 * migration, `-- homemanager: no-transaction` runs statements one by one, `-- homemanager: after mongo/0003-rates`
 * waits for another migration, `-- homemanager: irreversible REASON` documents why there is no down migration.
 */
export function compileSql(source: MigrationSource): Migration<string> {
  const comments: SqlComment[] = []
  splitSql(source.text, (comment) => comments.push(comment))
  const { transactional, after, irreversible, downIndex } = readSqlDirectives(source, comments)
  const up = toSteps(source.text.slice(0, downIndex))
  const down = downIndex === undefined ? undefined : toSteps(source.text.slice(downIndex))
  for (const step of [...up, ...(down ?? [])]) assertExecutable(source, step.action)
  return {
    ...source,
    transactional,
    after,
    up,
    ...(up.length === 0 ? { empty: 'statements' as const } : {}),
    ...(down === undefined ? {} : { down }),
    ...(irreversible === undefined ? {} : { irreversible }),
  }
}

function toSteps(sql: string): readonly MigrationStep<string>[] {
  return splitSql(sql).map((text) => ({
    name: toStepName(text),
    text,
    action: text,
    sessionSetting: SESSION_SETTING.test(text),
  }))
}

const SESSION_SETTING = /^(?:set|reset|select\s+(?:pg_catalog\.)?set_config)\b/i

/** The first words of a statement, to identify it. */
function toStepName(statement: string): string {
  const line = statement.replaceAll(/\s+/g, ' ')
  const head = /^[^('$]*/.exec(line)?.[0].trim() ?? line
  return head.length > 72 ? `${head.slice(0, 71)}…` : head
}

/** Rejects what is not a statement of its own for the server. */
function assertExecutable(source: MigrationSource, statement: string): void {
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
}
