import { STORE_NAMES } from '../../../core/store-name.js'
import type { CommandDefinition } from '../../command.js'

export const resetCommand: CommandDefinition = {
  name: 'reset',
  description:
    'Removes every seeded dataset from the three stores, including records that were added to its families later. Other records are not changed.',
  options: [
    {
      flags: '--only <store>',
      description: 'limit to this store',
      choices: STORE_NAMES,
    },
    { flags: '--allow-remote', description: 'change stores on other machines, after confirmation' },
  ],
  examples: [['reset --yes', 'do not ask for confirmation']],
  async run({ output, project: openProject, signal }, _, options) {
    const [project, { confirmRemote }] = await Promise.all([openProject(), import('../../confirm-remote.js')])
    await using stores = await project.connect()
    if (
      !(await output.confirm(
        'Remove every seeded dataset, including records that were added to its families?',
      ))
    )
      return
    const chosen = STORE_NAMES.filter((name) => options['only'] === undefined || name === options['only'])
    const allowRemote = options['allowRemote'] === true
    if (!(await confirmRemote(output, stores, { allowRemote, only: chosen }))) return
    const [only] = chosen.length === 1 ? chosen : []
    const started = performance.now()
    const removed = await project.reset(stores, { signal, allowRemote, ...(only ? { only } : {}) })
    output.printResult({ removed, elapsedMs: Math.round(performance.now() - started) }, () =>
      Object.entries(removed)
        .map(([store, count]) => `${store}: ${count} records removed`)
        .join('\n'),
    )
  },
}
