import { STORE_NAMES } from '../../../core/store-name.js'
import type { Command, CommandContext } from '../../command.js'

/** Loads a world into the three stores. */
export const seedCommand: Command = {
  name: 'seed',
  summary: 'fill the three stores with one consistent world',
  description:
    'Loads a deterministic world into all three stores at once: the same seed and profile give the same records everywhere. A run that was cut off is finished by running it again; a finished one changes nothing.',
  arguments: [
    {
      name: '[profile]',
      description: 'demo, small, load, or the path of a profile of your own (default: demo)',
    },
  ],
  options: [
    { flags: '--seed <number>', description: 'another number, another world (default: 1)' },
    { flags: '--families <count>', description: 'how many families (default: what the profile says)' },
    {
      flags: '--only <store>',
      description: 'load one store only',
      choices: ['postgres', 'dynamodb', 'mongo'],
    },
    { flags: '--reset', description: 'remove the worlds that were seeded before' },
    { flags: '--append', description: 'add to another world that is there already' },
    { flags: '--dry-run', description: 'show what it would be, and touch no store' },
    { flags: '--allow-remote', description: 'fill stores that are not on this machine, after a yes' },
  ],
  examples: [
    ['seed', "the demo: the ADR's examples and families around them"],
    ['seed small --seed 7', 'about ten thousand records, another world'],
    ['seed ./party.yaml --dry-run', 'counts, sizes and samples of a profile of your own'],
    ['seed load --families 100000 --reset', 'three million records in place of what was seeded'],
  ],
  run,
}

async function run(
  context: CommandContext,
  [profile]: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [
    { resolveConfig },
    { connectStores },
    { seedStores },
    { parseSeedOptions },
    { createSeedProgressReporter },
  ] = await Promise.all([
    import('../../../config/resolve-config.js'),
    import('../../../project/connect/connect-stores.js'),
    import('../../../dataset/seeding/seed-stores.js'),
    import('./parse-seed-options.js'),
    import('./seed-progress-reporter.js'),
  ])
  const { output, globals, signal } = context
  const wanted = { ...parseSeedOptions(profile, options), cwd: globals.cwd, signal }
  if (options['dryRun'] === true) {
    const { showSeedPreview } = await import('./show-seed-preview.js')
    return showSeedPreview(output, wanted)
  }
  const { confirmRemote } = await import('../../confirm-remote.js')
  await using stores = await connectStores(await resolveConfig(globals))
  if (wanted.reset) {
    const yes = await output.confirm('Remove every seeded world, with what was added to its families?')
    if (!yes) return
  }
  const only = STORE_NAMES.filter((name) => wanted.only === undefined || name === wanted.only)
  if (!(await confirmRemote(output, stores, { ...wanted, only }))) return
  const tasks = createSeedProgressReporter(output, 'Loading')
  try {
    const report = await seedStores(stores, {
      ...wanted,
      onProgress: tasks.onProgress,
      onReadBack: tasks.onReadBack,
    })
    tasks.succeed()
    output.printResult(report, (style) => {
      const { families, users, todos, expenses } = report.counts
      const verb = report.unchanged ? 'was there already, nothing changed' : 'is in'
      return [
        `World ${style.bold(report.profile)} of seed ${report.seed} ${verb} (${(report.elapsedMs / 1000).toFixed(1)} s).`,
        `${families} families, ${users} users, ${todos} todos, ${expenses} expenses.`,
        style.dim(`fingerprint ${report.fingerprint.world}`),
      ].join('\n')
    })
  } catch (error) {
    tasks.fail()
    throw error
  }
}
