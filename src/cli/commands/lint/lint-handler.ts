import { ACCESS_PATTERNS } from '../../../app/access-patterns/registry.js'
import { EXIT } from '../../../core/home-error.js'
import { lintBudgetStore } from '../../../inspect/lint/lint-budget-store.js'
import type { MongoStore } from '../../../stores/mongo/client/mongo-store.js'
import type { Project } from '../../../project/project.js'
import type { CommandInput, HandlerModule } from '../../command-handler.js'
import type { lintCommand } from './lint.command.js'

export const subcommands: HandlerModule<typeof lintCommand>['subcommands'] = { docdb: lintDocdb }

type DocdbInput = CommandInput<(typeof lintCommand)['subcommands']['docdb']>

/** Prints what Amazon DocumentDB does not support. Exit code 4 if there is anything. */
async function lintDocdb({ context, args }: DocdbInput): Promise<number> {
  const { output } = context
  const { version } = args
  const project = await context.project()
  await using opened = await openRunningMongo(project)
  const report = await lintBudgetStore(
    version,
    ACCESS_PATTERNS,
    project.config.migrations.directories.mongo,
    opened.store,
  )
  const { pattern, migration, live } = report.checked
  output.printResult(report, (style) =>
    report.ok
      ? `${style.green('✓')} Amazon DocumentDB ${version} supports all ${pattern} requests${live > 0 ? `, ${migration} migration steps, and ${live} collections and indexes of the running store` : ` and ${migration} migration steps`}.`
      : output.table(report.items, [
          { header: '', cell: (_item, cellStyle) => cellStyle.red('✗') },
          { header: 'SOURCE', cell: (item) => item.source },
          { header: 'LOCATION', importance: 1, cell: (item) => item.location },
          { header: 'MESSAGE', canBeBelow: true, cell: (item) => item.message },
        ]),
  )
  if (opened.store === undefined)
    output.note('The stack is not running; only the requests and migration files were checked.')
  return report.ok ? EXIT.done : EXIT.checksFailed
}

async function openRunningMongo(
  project: Project,
): Promise<AsyncDisposable & { readonly store: MongoStore | undefined }> {
  if (project.state().engines.length === 0) return { store: undefined, [Symbol.asyncDispose]: async () => {} }
  const store = await project.connectStore('mongo')
  return { store, [Symbol.asyncDispose]: () => store[Symbol.asyncDispose]() }
}
