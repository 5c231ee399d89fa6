import { createRequire } from 'node:module'
import path from 'node:path'
import type * as DuckDB from '@duckdb/node-api'
import { HomeError } from '../../core/home-error.js'
import { getPackagePath } from '../../core/package-path.js'
import { QUERY_ERRORS } from '../../stores/contracts/query-errors.js'

export type DuckdbModule = typeof DuckDB
export type { DuckDBConnection as DuckdbConnection } from '@duckdb/node-api'

export const DUCKDB_PACKAGE = '@duckdb/node-api'

/** Whether `loadDuckdb` finds the package. */
export function isDuckdbInstalled(root: string): boolean {
  return [getPackagePath('package.json'), path.join(root, 'package.json')].some((from) => {
    try {
      createRequire(from).resolve(DUCKDB_PACKAGE)
      return true
    } catch {
      return false
    }
  })
}

/** Loads DuckDB, which is installed separately: beside homemanager, or in the project. Throws `DUCKDB_MISSING`. */
export async function loadDuckdb(root: string): Promise<DuckdbModule> {
  try {
    return await import('@duckdb/node-api')
  } catch (error) {
    const require = createRequire(path.join(root, 'package.json'))
    try {
      return require(DUCKDB_PACKAGE) as DuckdbModule
    } catch (second) {
      // It can be installed without its native part, which is another package.
      const broken = [error, second].find(
        (each) => each instanceof Error && !each.message.includes(`'${DUCKDB_PACKAGE}'`),
      )
      throw new HomeError(QUERY_ERRORS.DUCKDB_MISSING, {
        message: `SQL across stores needs the package ${DUCKDB_PACKAGE}.`,
        detail:
          broken instanceof Error
            ? `It is installed, but cannot be loaded: ${broken.message.split('\n')[0]}`
            : 'It is an optional peer dependency, and it is not installed here.',
        suggestion: `Run npm install --save-dev ${DUCKDB_PACKAGE}, or npm install --global ${DUCKDB_PACKAGE} if homemanager is installed globally.`,
        cause: error,
      })
    }
  }
}
