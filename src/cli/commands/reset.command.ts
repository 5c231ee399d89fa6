import type { Command } from '../command.js'

/** Removes what `seed` loaded. */
export const resetCommand: Command = {
  name: 'reset',
  summary: 'remove what was seeded',
  description:
    'Removes every seeded world from the three stores, with what was added to its families since. Other records stay as they are.',
  options: [
    {
      flags: '--only <store>',
      description: 'only in this store',
      choices: ['postgres', 'dynamodb', 'mongo'],
    },
  ],
  examples: [['reset --yes', 'without a question']],
  async run({ output, globals, signal }, _, options) {
    const [{ resolveConfig }, { connectStores }, { resetStores }, { isStoreName }] = await Promise.all([
      import('../../config/resolve-config.js'),
      import('../../stack/connect-stores.js'),
      import('../../seeding/reset-stores.js'),
      import('../../core/store-name.js'),
    ])
    await using stores = await connectStores(await resolveConfig(globals))
    if (!(await output.confirm('Remove every seeded world, with what was added to its families?'))) return
    const only = options['only']
    const started = performance.now()
    const removed = await resetStores(stores, {
      signal,
      ...(typeof only === 'string' && isStoreName(only) ? { only } : {}),
    })
    output.answer({ removed, elapsedMs: Math.round(performance.now() - started) }, () =>
      Object.entries(removed)
        .map(([store, count]) => `${store}: ${count} records removed`)
        .join('\n'),
    )
  },
}
