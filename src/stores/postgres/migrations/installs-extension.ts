import { SqlReader } from '../sql/sql-reader.js'

/** Whether a statement runs the script of an extension, which can create anything. Pure. */
export function installsExtension(statement: string): boolean {
  const reader = new SqlReader(statement)
  return reader.take('create', 'extension') || (reader.take('alter', 'extension') && reader.has('update'))
}
