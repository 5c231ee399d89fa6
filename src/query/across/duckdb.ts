import { createRequire } from 'node:module'
import path from 'node:path'
import type * as DuckDB from '@duckdb/node-api'
import { HomeError } from '../../core/home-error.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'

export type DuckdbModule = typeof DuckDB
export type { DuckDBConnection as DuckdbConnection } from '@duckdb/node-api'

const PACKAGE = '@duckdb/node-api'

/** Loads DuckDB, which is installed separately: beside homemanager, or in the project. Throws `DUCKDB_MISSING`. */
export async function loadDuckdb(root: string): Promise<DuckdbModule> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    const require = createRequire(path.join(root, 'package.json'))
    try {
      return require(PACKAGE) as DuckdbModule
    } catch (second) {
      // It can be installed without its native part, which is another package.
      const broken = [error, second].find(
        (each) => each instanceof Error && !each.message.includes(`'${PACKAGE}'`),
      )
      throw new HomeError(QUERY_ERRORS.DUCKDB_MISSING, {
        message: `SQL across stores needs the package ${PACKAGE}.`,
        detail:
          broken instanceof Error
            ? `It is installed, but cannot be loaded: ${broken.message.split('\n')[0]}`
            : 'It is an optional peer dependency, and it is not installed here.',
        suggestion: `Run npm install --save-dev ${PACKAGE}, or npm install --global ${PACKAGE} if homemanager is installed globally.`,
        cause: error,
      })
    }
  }
}
