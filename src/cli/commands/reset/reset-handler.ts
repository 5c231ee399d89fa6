import { formatCount } from '../../../core/format-count.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import type { CommandInput } from '../../command-handler.js'
import { backUpFirst, warnIfExternal } from '../../back-up-first.js'
import { confirmRemote } from '../../confirm-remote.js'
import { createSeedProgressReporter } from '../../seed-progress-reporter.js'
import type { resetCommand } from './reset.command.js'

export async function run({ context, flags }: CommandInput<typeof resetCommand>): Promise<void> {
  const { output, signal } = context
  const { only, allowRemote, backup } = flags
  const project = await context.project()
  await using stores = await project.connect()
  const changed = only === undefined ? STORE_NAMES : [only]
  await confirmRemote(output, stores, { allowRemote, only: changed })
  const { hasDatasets: removes, sideEffects } = await project.previewRemoval(stores, {
    only: changed,
    allowRemote,
  })
  if (backup && removes) warnIfExternal(output, project)
  for (const sideEffect of sideEffects) output.warn(sideEffect)
  if (removes)
    await output.confirm('Remove every seeded dataset, including records that were added to its families?')
  const started = performance.now()
  const { onRemove, ...tasks } = createSeedProgressReporter(output, 'Removing')
  const options = { signal, allowRemote, onRemove, ...(only ? { only } : {}) }
  const removed = await backUpFirst(
    context,
    project,
    { reason: 'reset', backup: backup && removes },
    async (changes) =>
      project.reset(stores, { ...options, changes }).catch((error: unknown) => {
        tasks.fail()
        throw error
      }),
  )
  output.printResult({ removed, elapsedMs: Math.round(performance.now() - started) }, () =>
    Object.entries(removed)
      .map(([store, count]) => `${store}: ${formatCount(count, 'record')} removed`)
      .join('\n'),
  )
}
