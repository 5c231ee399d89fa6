import type { MigrationStep } from '../../contracts/migration-store.js'
import type { StepWarning } from '../../contracts/step-warning.js'
import { hideErrorsFromLog } from '../client/hide-errors-from-log.js'
import type { Queryable } from '../client/queryable.js'
import { findColumnActions } from './find-column-actions.js'
import { findSyntaxErrors } from './find-syntax-errors.js'
import { MissingNameFinder } from './missing-name-finder.js'
import { reviewConstraints } from './review-constraints.js'
import { DataEffectReviewer } from './review-data-effects.js'
import { reviewDroppedIndexes } from './review-dropped-indexes.js'
import { TableFinder } from './table-finder.js'

const NAME = String.raw`((?:"(?:[^"]|"")+"|[\w$]+)(?:\.(?:"(?:[^"]|"")+"|[\w$]+))?)`
const TABLE = String.raw`alter\s+table\s+(?:if\s+exists\s+)?(?:only\s+)?${NAME}\s[\s\S]*?\b`

interface ReviewRule {
  readonly pattern: RegExp
  /** The effect on a table that contains rows. `{table}` and `{rows}` are replaced. */
  readonly warning: string
  /** The rule does not apply if the statement also matches this. */
  readonly unless?: RegExp
}

/** PostgreSQL manual: ALTER TABLE (notes), CREATE INDEX, explicit locking. The first group is the table. */
const REVIEW_RULES: readonly ReviewRule[] = [
  {
    pattern: new RegExp(String.raw`^create\s+(?:unique\s+)?index\s[\s\S]*?\bon\s+(?:only\s+)?${NAME}`, 'i'),
    unless: /\bconcurrently\b/i,
    warning:
      'blocks writes to {table} ({rows}) while the index is built; use CONCURRENTLY in a no-transaction file',
  },
  {
    pattern: new RegExp(String.raw`^create\s+unique\s+index\s[\s\S]*?\bon\s+(?:only\s+)?${NAME}`, 'i'),
    warning: 'fails if {table} ({rows}) contains duplicate keys',
  },
  {
    pattern: new RegExp(
      String.raw`${TABLE}add\s+(?:column\s+)?(?!generated\b)[\s\S]*?(?:\bdefault\s+(?:random|gen_random_uuid|uuid_generate_v\d\w*|clock_timestamp|nextval|timeofday)\b|\bgenerated\b|\b(?:small|big)?serial\b)`,
      'i',
    ),
    warning: 'rewrites {table} ({rows}): the new column has a different value in each row',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}set\s+not\s+null\b`, 'i'),
    warning: 'scans {table} ({rows}); blocks reads and writes while it runs',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}add\s+(?:constraint\s+\S+\s+)?(?:check|foreign\s+key)\b`, 'i'),
    unless: /\bnot\s+valid\b/i,
    warning:
      'scans {table} ({rows}) under a lock, and fails if a row violates it; add it NOT VALID and VALIDATE it in a later migration',
  },
  {
    pattern: new RegExp(
      String.raw`${TABLE}add\s+(?:constraint\s+\S+\s+)?(?:primary\s+key|unique|exclude)\b`,
      'i',
    ),
    unless: /\busing\s+index\b/i,
    warning:
      'blocks {table} ({rows}) while the index is built; build it CONCURRENTLY first and add it USING INDEX',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}add\s+(?:constraint\s+\S+\s+)?(?:primary\s+key|unique)\b`, 'i'),
    unless: /\busing\s+index\b/i,
    warning: 'fails if {table} ({rows}) contains duplicate keys',
  },
  {
    pattern: new RegExp(String.raw`${TABLE}set\s+(?:logged|unlogged|tablespace)\b`, 'i'),
    warning: 'rewrites {table} ({rows}); blocks reads and writes while it runs',
  },
  {
    pattern: new RegExp(String.raw`^(?:vacuum\s+(?:\(?\s*)full|cluster)\b[\s)]*${NAME}`, 'i'),
    warning: 'rewrites {table} ({rows}); blocks reads and writes while it runs',
  },
]

/**
 * Returns warnings per statement: what it would lock, rewrite, delete or change given the current data. Requires a read-only
 * session.
 */
export async function reviewSql(
  client: Queryable,
  steps: readonly MigrationStep<string>[],
): Promise<readonly (readonly StepWarning[])[]> {
  const statements = steps.map(({ action }) => action)
  await hideErrorsFromLog(client)
  const tables = new TableFinder(client)
  const reviewer = await DataEffectReviewer.open(client, statements, tables)
  const missingNames = new MissingNameFinder(client, reviewer.names)
  const syntaxErrors = await findSyntaxErrors(client, statements)
  const warnings: (readonly StepWarning[])[] = []
  for (const [index, statement] of statements.entries()) {
    const syntaxError = syntaxErrors[index]
    const found: StepWarning[] =
      syntaxError === undefined ? [] : [{ text: `fails: ${syntaxError}`, fails: true }]
    for (const { pattern, unless, warning } of REVIEW_RULES) {
      const table = pattern.exec(statement)?.[1]
      if (table === undefined || unless?.test(statement)) continue
      for (const rows of await reviewer.describeTable(table))
        found.push({ text: warning.replace('{table}', table).replace('{rows}', rows) })
    }
    found.push(...(await reviewColumns(reviewer, statement)))
    const isChanged = (name: string): boolean => missingNames.mayBeChanged(name)
    found.push(...(await reviewConstraints(client, reviewer, statement, isChanged)))
    found.push(...(await reviewDroppedIndexes(client, tables, statement, isChanged)))
    const missing = await missingNames.find(statement)
    found.push(...(await reviewer.review(statement)))
    if (missing !== undefined && !found.some(({ fails }) => fails))
      found.push({ text: `fails: ${missing}`, fails: true })
    warnings.push(found)
  }
  return warnings
}

/** What ALTER TABLE does to columns, for which the statement alone does not say enough. */
async function reviewColumns(
  reviewer: DataEffectReviewer,
  statement: string,
): Promise<readonly StepWarning[]> {
  const found = new Map<string, StepWarning>()
  const add = (warning: StepWarning): void => void found.set(warning.text, warning)
  for (const { kind, table, column, type, ifNotExists } of findColumnActions(statement)) {
    const [rows] = await reviewer.describeTable(table)
    if (rows === undefined) continue
    if (kind === 'convert') {
      if (type === undefined || (await reviewer.rewrites(table, column, type)))
        add({ text: `may rewrite ${table} (${rows}); blocks reads and writes while it runs` })
    } else if (kind === 'add') {
      const fails = ifNotExists !== true && (await reviewer.hasRows(table))
      add({
        text: `${fails ? `fails: ${table} has rows` : `fails if ${table} has a row`} (${rows}): the new column ${column} is NOT NULL and has no default`,
        fails,
      })
    } else if (await reviewer.hasNulls(table, column)) {
      add({ text: `fails: ${column} of ${table} is NULL in some rows`, fails: true })
    }
  }
  return [...found.values()]
}
