import { resolveConfig } from '../../../config/resolve-config.js'
import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { EXIT } from '../../../core/home-error.js'
import { lintBudgetStore } from '../../../inspect/lint/lint-budget-store.js'
import type { DocdbVersion } from '../../../stores/mongo/lint-docdb.js'
import type { MongoStore } from '../../../stores/mongo/mongo-store.js'
import { connectMongo } from '../../../project/connect/connect-single-store.js'
import { readState } from '../../../project/state/state-file.js'
import type { CommandContext } from '../../command.js'

/** Shows what Amazon DocumentDB would refuse; exit code 4 when there is something. */
export async function runLintDocdb(
  { output, globals }: CommandContext,
  version: DocdbVersion,
): Promise<number> {
  const config = await resolveConfig(globals)
  await using opened = await openRunningMongo(config)
  const report = await lintBudgetStore(version, config.migrations.directories.mongo, opened.store)
  const { pattern, migration, live } = report.checked
  output.printResult(report, (style) =>
    report.ok
      ? `${style.green('✓')} Amazon DocumentDB ${version} takes all ${pattern} requests and ${migration} migration steps${live > 0 ? `, and the ${live} collections and indexes of the running store` : ''}.`
      : output.table(report.complaints, [
          { header: '', cell: (_each, paint) => paint.red('✗') },
          { header: 'in', cell: (each) => each.in },
          { header: 'where', cell: (each) => each.where },
          { header: 'complaint', cell: (each) => each.complaint },
        ]),
  )
  if (opened.store === undefined)
    output.note('The stack is not running; only requests and migration files were checked.')
  return report.ok ? EXIT.done : EXIT.checksFailed
}

async function openRunningMongo(
  config: ResolvedConfig,
): Promise<AsyncDisposable & { readonly store: MongoStore | undefined }> {
  if (readState(config).state.engines.length === 0)
    return { store: undefined, [Symbol.asyncDispose]: async () => {} }
  const store = await connectMongo(config)
  return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}
