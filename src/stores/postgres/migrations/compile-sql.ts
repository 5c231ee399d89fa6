import { invalidMigration } from '../../contracts/compile-steps.js'
import type { Migration, MigrationSource, MigrationStep } from '../../contracts/migration-store.js'
import { splitSql } from './split-sql.js'

const DIRECTIVE = /^[ \t]*--[ \t]*homemanager:[ \t]*(\S+)[ \t]*(.*?)[ \t]*$/gm

/**
 * Compiles a SQL file to one step per statement. Directives are comments: `-- homemanager: down` starts the down
 * migration, `-- homemanager: no-transaction` runs statements one by one, `-- homemanager: after mongo/0003-rates`
 * waits for another migration, `-- homemanager: irreversible REASON` documents why there is no down migration.
 */
export function compileSql(source: MigrationSource): Migration<string> {
  let transactional = true
  const after: string[] = []
  let downIndex = -1
  let irreversible: string | undefined
  for (const match of source.text.matchAll(DIRECTIVE)) {
    const [line, directive, rest = ''] = match
    if (directive === 'no-transaction') transactional = false
    else if (directive === 'after' && rest !== '') after.push(...rest.split(/[\s,]+/))
    else if (directive === 'down') downIndex = match.index
    else if (directive === 'irreversible') irreversible = rest
    else throw invalidMigration(source, `unknown directive "${line.trim()}"`)
  }
  const up = toSteps(downIndex === -1 ? source.text : source.text.slice(0, downIndex))
  if (up.length === 0) throw invalidMigration(source, 'it contains no statement')
  const down = downIndex === -1 ? undefined : toSteps(source.text.slice(downIndex))
  for (const step of [...up, ...(down ?? [])]) assertNoTransactionControl(source, step.action)
  return {
    ...source,
    transactional,
    after,
    up,
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

/** A COMMIT in the file would end the migrator's transaction and leave an incomplete, unrecorded migration. */
function assertNoTransactionControl(source: MigrationSource, statement: string): void {
  const command =
    /^(begin|start\s+transaction|commit|rollback|abort|savepoint|end|prepare\s+transaction)\b/i.exec(
      statement,
    )?.[1]
  if (command === undefined) return
  throw invalidMigration(
    source,
    `it contains ${command.toUpperCase()}, but each file already runs in one transaction`,
  )
}
