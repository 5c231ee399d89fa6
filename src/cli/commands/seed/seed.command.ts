import { STORE_NAMES } from '../../../core/store-name.js'
import type { CommandContext, CommandDefinition } from '../../command.js'
import { parseInteger } from '../../parse-integer.js'

/** Generated ids have 26 bits for the family. */
const MAX_FAMILIES = 2 ** 26

export const seedCommand: CommandDefinition = {
  name: 'seed',
  description:
    'Loads a generated dataset into the three stores in parallel. The same profile and random seed generate the same records on every machine. An interrupted run resumes when you run it again; a completed dataset is not changed.',
  arguments: [
    {
      name: '[profile]',
      description: 'demo, small, load or the path of your own profile (default: demo)',
    },
  ],
  options: [
    {
      flags: '--seed <number>',
      description: 'random seed (default: 1)',
      parse: parseInteger('--seed', 0),
    },
    {
      flags: '--families <count>',
      description: 'number of families (default: set by the profile)',
      parse: parseInteger('--families', 1, MAX_FAMILIES),
    },
    {
      flags: '--only <store>',
      description: 'limit to this store',
      choices: STORE_NAMES,
    },
    { flags: '--reset', description: 'remove all seeded datasets first, after confirmation' },
    { flags: '--append', description: 'add to a different dataset that is already loaded' },
    { flags: '--dry-run', description: 'preview the dataset without writing anything' },
    { flags: '--allow-remote', description: 'change stores on other machines, after confirmation' },
  ],
  examples: [
    ['seed', 'load the demo dataset'],
    ['seed small --seed 7', 'about 10,000 records, random seed 7'],
    ['seed ./party.yaml --dry-run', 'preview your own profile: counts, sizes and samples'],
    ['seed load --families 100000 --reset', 'replace the seeded data with three million records'],
  ],
  run,
}

async function run(
  context: CommandContext,
  [profile]: readonly (string | undefined)[],
  options: Readonly<Record<string, unknown>>,
): Promise<void> {
  const [project, { toSeedOptions }, { createSeedProgressReporter }] = await Promise.all([
    context.project(),
    import('./to-seed-options.js'),
    import('./seed-progress-reporter.js'),
  ])
  const { output, globals, signal } = context
  const wanted = { ...toSeedOptions(profile, options), cwd: globals.cwd, signal }
  if (options['dryRun'] === true) {
    const { showSeedPreview } = await import('./show-seed-preview.js')
    return showSeedPreview(project, output, wanted)
  }
  const { confirmRemote } = await import('../../confirm-remote.js')
  await using stores = await project.connect()
  if (wanted.reset) {
    const confirmed = await output.confirm(
      'Remove every seeded dataset, including records that were added to its families?',
    )
    if (!confirmed) return
  }
  const only = STORE_NAMES.filter((name) => wanted.only === undefined || name === wanted.only)
  if (!(await confirmRemote(output, stores, { ...wanted, only }))) return
  const tasks = createSeedProgressReporter(output, 'Loading')
  try {
    const report = await project.seed(stores, {
      ...wanted,
      onProgress: tasks.onProgress,
      onReadBack: tasks.onReadBack,
    })
    tasks.succeed()
    output.printResult(report, (style) => {
      const { families, users, todos, expenses } = report.counts
      const outcome = report.unchanged ? 'was already loaded; nothing changed' : 'loaded'
      return [
        `Dataset ${style.bold(report.profile)} (seed ${report.seed}) ${outcome} (${(report.elapsedMs / 1000).toFixed(1)} s).`,
        `The stores contain ${families} families, ${users} users, ${todos} todos and ${expenses} expenses.`,
        style.dim(`fingerprint ${report.fingerprint.dataset}`),
      ].join('\n')
    })
  } catch (error) {
    tasks.fail()
    throw error
  }
}
