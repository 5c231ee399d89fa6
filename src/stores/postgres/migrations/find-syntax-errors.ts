import pg from 'pg'
import type { Queryable } from '../client/queryable.js'
import { tokenizeSql } from '../sql/tokenize-sql.js'

const SYNTAX_ERROR = '42601'
/** PL/pgSQL reads statements with these first words as SQL does. */
const CHECKED: ReadonlySet<string> = new Set(
  'alter analyze comment create delete drop grant insert merge reindex revoke select truncate update values with'.split(
    ' ',
  ),
)

/**
 * The syntax errors of statements, as the server reports them; undefined for a statement without one, or that cannot be checked. PL/pgSQL
 * parses the statements of a block before it runs any, and these are in a branch that is never taken. Requires a transaction.
 */
export async function findSyntaxErrors(
  client: Queryable,
  statements: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const checked = statements.filter(isChecked)
  if ((await findSyntaxError(client, checked)) === undefined) return statements.map(() => undefined)
  const errors: (string | undefined)[] = []
  for (const statement of statements)
    errors.push(isChecked(statement) ? await findSyntaxError(client, [statement]) : undefined)
  return errors
}

/** PL/pgSQL reads a semicolon in a statement, and SELECT … INTO, in another way. */
function isChecked(statement: string): boolean {
  const words: string[] = []
  for (const { kind, text } of tokenizeSql(statement)) {
    if (text === ';') return false
    if (kind !== 'word') continue
    const word = text.toLowerCase()
    if (word === 'into' && !['insert', 'merge'].includes(words.at(-1) ?? '')) return false
    words.push(word)
  }
  // Without a word, it is a comment that is not closed.
  return words[0] === undefined || CHECKED.has(words[0])
}

async function findSyntaxError(
  client: Queryable,
  statements: readonly string[],
): Promise<string | undefined> {
  if (statements.length === 0) return undefined
  const tag = `$hm_${crypto.randomUUID().replaceAll('-', '')}$`
  // A statement may end with a comment.
  const block = `BEGIN IF false THEN ${statements.map((each) => `${each}\n;`).join('\n')} END IF; END`
  try {
    await client.query(`SAVEPOINT syntax; DO ${tag}${block}${tag}`)
    return undefined
  } catch (error) {
    const { code, message } = error instanceof pg.DatabaseError ? error : { code: undefined, message: '' }
    return code === SYNTAX_ERROR ? withoutBlock(message) : undefined
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT syntax; RELEASE SAVEPOINT syntax')
  }
}

/** What is not closed contains the rest of the block. */
function withoutBlock(message: string): string {
  if (message.startsWith('unexpected end of function definition')) return 'syntax error at end of input'
  return /^unterminated .+?(?= at or near )/s.exec(message)?.[0] ?? message
}
