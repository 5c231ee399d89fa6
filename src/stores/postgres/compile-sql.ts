import { invalidMigration } from '../compile-steps.js'
import type { Migration, MigrationSource, MigrationStep } from '../migration-store.js'
import { splitSql } from './split-sql.js'

const DIRECTIVE = /^[ \t]*--[ \t]*homemanager:[ \t]*(\S+)[ \t]*(.*?)[ \t]*$/gm

/**
 * Makes steps of a SQL file, one per statement. Directives are comments: `-- homemanager: down` starts the way back,
 * `-- homemanager: no-transaction` runs statement by statement, `-- homemanager: after mongo/0003-rates` waits for
 * another migration, `-- homemanager: irreversible REASON` says why there is no way back.
 */
export function compileSql(source: MigrationSource): Migration<string> {
  let transactional = true
  const after: string[] = []
  let downAt = -1
  let irreversible: string | undefined
  for (const match of source.text.matchAll(DIRECTIVE)) {
    const [line, word, rest = ''] = match
    if (word === 'no-transaction') transactional = false
    else if (word === 'after' && rest !== '') after.push(...rest.split(/[\s,]+/))
    else if (word === 'down') downAt = match.index
    else if (word === 'irreversible') irreversible = rest
    else throw invalidMigration(source, `it does not know the directive "${line.trim()}"`)
  }
  const up = toSteps(downAt === -1 ? source.text : source.text.slice(0, downAt))
  if (up.length === 0) throw invalidMigration(source, 'it has no statement')
  const down = downAt === -1 ? undefined : toSteps(source.text.slice(downAt))
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

/** The first words of a statement: enough to know it again. */
function toStepName(statement: string): string {
  const line = statement.replaceAll(/\s+/g, ' ')
  const head = /^[^('$]*/.exec(line)?.[0].trim() ?? line
  return head.length > 72 ? `${head.slice(0, 71)}…` : head
}

/** A COMMIT in the file would end our transaction, and leave half of the migration behind without a record. */
function assertNoTransactionControl(source: MigrationSource, statement: string): void {
  const word =
    /^(begin|start\s+transaction|commit|rollback|abort|savepoint|end|prepare\s+transaction)\b/i.exec(
      statement,
    )?.[1]
  if (word === undefined) return
  throw invalidMigration(
    source,
    `it has a ${word.toUpperCase()} of its own; each file is one transaction already`,
  )
}
