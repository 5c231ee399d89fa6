import { tokenizePartiql } from '../query/tokenize-partiql.js'

/** The first word of a PartiQL statement, in lower case, and the table that it names. */
export interface PartiqlStatement {
  readonly verb: string | undefined
  readonly table?: string
}

/** Reads `DELETE FROM "table" …`, `UPDATE "table" …`, `INSERT INTO "table" …` and `SELECT … FROM "table" …`. */
export function readStatement(statement: string): PartiqlStatement {
  const tokens = [...tokenizePartiql(statement)].filter(({ kind }) => kind !== 'blank' && kind !== 'comment')
  const words = tokens.map(({ text }) => text.toLowerCase())
  const [verb, second] = words
  const from = words.indexOf('from')
  const before = verb === 'update' ? 0 : verb === 'select' ? from : isWritten(verb, second) ? 1 : -1
  const name = before === -1 ? undefined : tokens[before + 1]?.text
  return name === undefined ? { verb } : { verb, table: toTableName(name) }
}

function isWritten(verb: string | undefined, second: string | undefined): boolean {
  return (verb === 'delete' && second === 'from') || (verb === 'insert' && second === 'into')
}

function toTableName(name: string): string {
  return name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name
}
