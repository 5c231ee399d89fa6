import type { Migration, MigrationSource, MigrationStep } from '../../contracts/migration-store.js'
import { assertExecutable } from './assert-executable.js'
import { readSqlDirectives } from './sql-directives.js'
import { type SqlComment, splitSql, type SqlStatement } from './split-sql.js'

/**
 * Compiles a SQL file to one step per statement. Directives are comments: `-- homemanager: down` starts the down
 * migration, `-- homemanager: no-transaction` runs statements one by one, `-- homemanager: after mongo/0003-rates`
 * waits for another migration, `-- homemanager: irreversible REASON` documents why there is no down migration.
 */
export function compileSql(source: MigrationSource): Migration<string> {
  const comments: SqlComment[] = []
  const statements = splitSql(source.text, (comment) => comments.push(comment))
  const { transactional, after, irreversible, downIndex } = readSqlDirectives(source, comments)
  const up = toSteps(downIndex === undefined ? statements : splitSql(source.text.slice(0, downIndex)))
  const down =
    downIndex === undefined ? undefined : toSteps(splitSql(source.text.slice(downIndex)), downIndex)
  for (const { action } of [...up, ...(down ?? [])]) assertExecutable(source, action, transactional)
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

/** `offset` is where the text of the statements starts in the file. */
function toSteps(statements: readonly SqlStatement[], offset = 0): readonly MigrationStep<string>[] {
  return statements.map(({ text, index }) => ({
    name: toStepName(text),
    text,
    index: offset + index,
    action: text,
    sessionSetting: SESSION_SETTING.test(text),
  }))
}

const SESSION_SETTING = /^(?:set|reset|select\s+(?:pg_catalog\.)?set_config)\b/i

const MAX_NAME_LENGTH = 72

/** The first words of a statement, to identify it; without values. */
function toStepName(statement: string): string {
  const line = statement.replaceAll(/\s+/g, ' ').trim()
  const words = /^[^('$]+/.exec(line)?.[0] ?? line
  if (words === line && line.length <= MAX_NAME_LENGTH) return line
  const head = words.slice(0, MAX_NAME_LENGTH - 1)
  return `${words === head ? head : head.replace(/(?<= )[^ ]*$/, '')}…`
}
