import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { type DuckdbConnection, type DuckdbModule, loadDuckdb } from './duckdb.js'

/** A database in memory that reads no files, and the connection to it. */
export interface DuckdbSession extends AsyncDisposable {
  readonly duckdb: DuckdbModule
  readonly connection: DuckdbConnection
}

export interface SessionOptions {
  /** The directory of the project, where DuckDB may be installed. */
  readonly root: string
  /** What is larger is written to temporary files. Default 1 GB. */
  readonly memoryLimit?: string
  /** The only file that may be written. Default: none. */
  readonly writableFile?: string
}

/** Opens DuckDB without access to files, extensions or the network. */
export async function openSession(options: SessionOptions): Promise<DuckdbSession> {
  const duckdb = await loadDuckdb(options.root)
  // DuckDB creates it when it is needed.
  const directory = path.join(tmpdir(), `homemanager-query-${randomUUID()}`)
  const instance = await duckdb.DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const writable = options.writableFile === undefined ? [] : [quote(options.writableFile)]
  const settings = [
    `memory_limit = ${quote(options.memoryLimit ?? '1GB')}`,
    `temp_directory = ${quote(directory)}`,
    'autoload_known_extensions = false',
    'autoinstall_known_extensions = false',
    `TimeZone = 'UTC'`,
    `allowed_paths = [${writable.join(', ')}]`,
    'enable_external_access = false',
    'lock_configuration = true',
  ]
  await connection.run(settings.map((each) => `SET ${each}`).join('; '))
  return {
    duckdb,
    connection,
    async [Symbol.asyncDispose]() {
      connection.closeSync()
      instance.closeSync()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

/** A string or a name in SQL. */
export function quote(text: string, quotation: "'" | '"' = "'"): string {
  return `${quotation}${text.replaceAll(quotation, quotation + quotation)}${quotation}`
}
