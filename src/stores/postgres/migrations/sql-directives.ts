import { findClosestMatch } from '../../../core/closest-match.js'
import { invalidMigration } from '../../contracts/compile-steps.js'
import type { MigrationSource } from '../../contracts/migration-store.js'
import type { SqlComment } from './split-sql.js'

/** The directives of a SQL migration. */
export interface SqlDirectives {
  readonly transactional: boolean
  readonly after: readonly string[]
  readonly irreversible?: string
  /** Position of the comment that starts the down migration. */
  readonly downIndex?: number
}

const NAMES = ['down', 'no-transaction', 'after', 'irreversible']
const DIRECTIVE = /^--[ \t]*homemanager:[ \t]*(\S*)[ \t]*(.*?)[ \t]*$/i
/** What someone may write instead: `-- homemanger: down`, `-- home-manager = down`. */
const WITH_COLON = /^--+[ \t]*@?([a-z][a-z _-]*?)[ \t]*[:=][ \t]*([a-z-]*)(.*)$/i
/** `-- homemanager down`. More words may follow in prose. */
const WITHOUT_COLON = /^--+[ \t]*@?([a-z][a-z_-]*)[ \t]+([a-z-]+)()[ \t]*$/i

/**
 * Reads the directives of a SQL migration from its line comments. Throws `MIGRATION_INVALID` for a directive that is
 * unknown, repeated, misspelled or not on a line of its own, and for the markers of other migration tools: if they were
 * ignored as comments, the down migration would run as a part of the up migration.
 */
export function readSqlDirectives(source: MigrationSource, comments: readonly SqlComment[]): SqlDirectives {
  const found = new Map<string, { readonly value: string; readonly index: number }>()
  const after: string[] = []
  for (const comment of comments) {
    const directive = parseDirective(source, comment)
    if (directive === undefined) continue
    const { name, value } = directive
    if (name !== 'after' && found.has(name))
      throw invalidMigration(source, `line ${getLine(source, comment)} repeats the directive "${name}"`)
    if (name === 'after') after.push(...value.split(/[\s,]+/))
    found.set(name, { value, index: comment.index })
  }
  const down = found.get('down')
  const irreversible = found.get('irreversible')
  if (down && irreversible)
    throw invalidMigration(source, 'it has a down migration and is declared irreversible')
  return {
    transactional: !found.has('no-transaction'),
    after,
    ...(irreversible && { irreversible: irreversible.value }),
    ...(down && { downIndex: down.index }),
  }
}

function parseDirective(
  source: MigrationSource,
  comment: SqlComment,
): { readonly name: string; readonly value: string } | undefined {
  const { text, index } = comment
  const [, name, value = ''] = DIRECTIVE.exec(text.trimEnd()) ?? []
  if (name === undefined) {
    rejectSimilarComment(source, comment)
    return undefined
  }
  const line = getLine(source, comment)
  if (!NAMES.includes(name)) {
    const guess = findClosestMatch(name.toLowerCase(), NAMES)
    throw invalidMigration(
      source,
      `line ${line} has the unknown directive "${text.trim()}"${guess === undefined ? '' : `; did you mean "-- homemanager: ${guess}"?`}`,
    )
  }
  if (name === 'after' && value === '')
    throw invalidMigration(source, `the directive "after" in line ${line} names no migration`)
  if ((name === 'down' || name === 'no-transaction') && value !== '')
    throw invalidMigration(
      source,
      `the directive "${name}" in line ${line} takes no value, but has "${value}"`,
    )
  const start =
    Math.max(source.text.lastIndexOf('\n', index - 1), source.text.lastIndexOf('\r', index - 1)) + 1
  if (source.text.slice(start, index).trim() !== '')
    throw invalidMigration(source, `the directive "${name}" in line ${line} must be on a line of its own`)
  return { name, value }
}

function rejectSimilarComment(source: MigrationSource, comment: SqlComment): void {
  const text = toLineComment(comment.text)
  const withColon = WITH_COLON.exec(text)
  const [, word = '', name = '', rest = ''] = withColon ?? WITHOUT_COLON.exec(text) ?? []
  const letters = word.toLowerCase().replaceAll(/[^a-z]/g, '')
  const similar = letters !== '' && findClosestMatch(letters, ['homemanager']) !== undefined
  if (similar && (withColon !== null || NAMES.includes(name.toLowerCase()))) {
    const guess = findClosestMatch(name.toLowerCase(), NAMES)
    const value = guess === 'after' || guess === 'irreversible' ? rest : ''
    throw invalidMigration(
      source,
      `line ${getLine(source, comment)} has "${comment.text.trim()}"; did you mean "-- homemanager: ${guess ?? 'down'}${value}"?`,
    )
  }
  for (const { tool, pattern } of FOREIGN_MARKERS) {
    if (!pattern.test(text)) continue
    throw invalidMigration(
      source,
      `line ${getLine(source, comment)} has "${comment.text.trim()}", a marker of ${tool}; ` +
        'the down migration starts after "-- homemanager: down", and the up migration needs no marker',
    )
  }
}

/** Other tools and people write the same in a block comment. */
function toLineComment(text: string): string {
  return text.startsWith('/*')
    ? `--- ${text.slice(2, -2).replaceAll(/^[*\s]+|[*\s]+$/g, '')}`
    : text.trimEnd()
}

/** The comments by which other tools separate up and down migrations, from their documentation. */
const FOREIGN_MARKERS: readonly { readonly tool: string; readonly pattern: RegExp }[] = [
  { tool: 'dbmate', pattern: /^--\s*migrate:\s*(?:up|down)\b/i },
  { tool: 'goose', pattern: /^--\s*\+goose\s/i },
  { tool: 'sql-migrate', pattern: /^--\s*\+migrate\s/i },
  { tool: 'another migration tool', pattern: /^--\s*\+\w+\s+(?:up|down)\b/i },
  { tool: 'node-pg-migrate', pattern: /^-+\s*(?:up|down)\s+migration\s*-*\s*$/i },
  { tool: 'rambler', pattern: /^--\s*rambler\s+(?:up|down)\b/i },
  { tool: 'Liquibase', pattern: /^--\s*(?:liquibase\s+formatted\s+sql|changeset\s+\S+:\S+|rollback\b)/i },
  { tool: 'MyBatis Migrations', pattern: /^--\s*\/\/\s*@undo\b/i },
  { tool: 'tern', pattern: /^-{4}\s*create above/i },
  { tool: 'Play', pattern: /^--\s*-*\s*!\s*(?:ups|downs)\b/i },
  { tool: 'Atlas', pattern: /^--\s*atlas:/i },
  {
    tool: 'another migration tool',
    pattern:
      /^[-=*#\s]*@?(?:down|downs|undo|revert|rollback)(?:\s+(?:migration|script|sql))?\s*:?[-=*#\s]*$/i,
  },
]

function getLine({ text }: MigrationSource, { index }: SqlComment): number {
  return text.slice(0, index).split(/\r\n|\n|\r/).length
}
