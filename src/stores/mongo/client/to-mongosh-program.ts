import type { MongoEndpoint } from '../../../core/store-types.js'
import type { ShellProgram } from '../../contracts/shell-program.js'

/** mongosh. */
export function toMongoshProgram({ url }: MongoEndpoint, args: readonly string[]): ShellProgram {
  return {
    command: 'mongosh',
    args: [url, ...args],
    env: {},
    missingSuggestion: "Install mongosh, or use homemanager query mongo 'expenses.find({}).limit(5)'.",
  }
}
