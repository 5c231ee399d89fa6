import pg from 'pg'
import type { Queryable } from '../client/queryable.js'

const SYNTAX_ERROR = '42601'
/** PL/pgSQL reads statements with these first words as SQL does. */
const CHECKED =
  /^(?:alter|analyze|comment|create|delete|drop|grant|insert|merge|reindex|revoke|truncate|update|with)\b/i
/** Of statements that PL/pgSQL reads differently. */
const EXCEPT = /;|(?<!\binsert\s+)(?<!\bmerge\s+)\binto\b/i

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

function isChecked(statement: string): boolean {
  return CHECKED.test(statement) && !EXCEPT.test(statement)
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
    return code === SYNTAX_ERROR ? message : undefined
  } finally {
    await client.query('ROLLBACK TO SAVEPOINT syntax; RELEASE SAVEPOINT syntax')
  }
}
