import { EXIT } from '../../../core/home-error.js'
import { STORE_NAMES } from '../../../core/store-name.js'
import type { SeedOptions } from '../../../dataset/seeding/seed-options.js'
import { formatSeedCommand, toSeedRequest } from '../../../dataset/seeding/seed-request.js'
import { backUpFirst, warnIfExternal } from '../../back-up-first.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { renderSeedReport } from './render-seed-report.js'
import { createSeedProgressReporter } from '../../seed-progress-reporter.js'
import type { seedCommand } from './seed.command.js'

type SeedInput = CommandInput<typeof seedCommand>

export async function run({ context, args, flags }: SeedInput): Promise<number> {
  const options = toSeedOptions(context, args, flags)
  if (flags.dryRun) {
    const { showSeedPreview } = await import('./show-seed-preview.js')
    await showSeedPreview(await context.project(), context.output, options)
    return EXIT.done
  }
  return seed(context, options, flags)
}

async function seed(
  context: CommandContext,
  requested: SeedOptions,
  { backup, cache, rcu, wcu }: SeedInput['flags'],
): Promise<number> {
  const { output } = context
  const { confirmRemote } = await import('../../confirm-remote.js')
  const project = await context.project()
  const options = await project.resumeSeed(requested)
  const command = formatCommand(options)
  if (options.profile !== requested.profile)
    output.note(`Resuming an interrupted run: ${command}${options.reset === true ? ' --reset' : ''}.`)
  await using stores = await project.connect({ readUnitsPerSecond: rcu, writeUnitsPerSecond: wcu })
  const only = options.only === undefined ? STORE_NAMES : [options.only]
  await confirmRemote(output, stores, { ...options, only })
  const removal =
    options.reset === true ? await project.previewRemoval(stores, { ...options, only }) : undefined
  const removes = removal?.hasDatasets === true
  const isSaved = backup && removes
  if (isSaved) warnIfExternal(output, project)
  for (const sideEffect of removal?.sideEffects ?? []) output.warn(sideEffect)
  if (removes)
    await output.confirm('Remove every seeded dataset, including records that were added to its families?')
  const { succeed, fail, ...progress } = createSeedProgressReporter(output, 'Loading', command)
  const report = await backUpFirst(
    context,
    project,
    { reason: 'seed --reset', backup: isSaved },
    async (changes) =>
      project
        .seed(stores, { ...options, ...progress, changes, cache, reporter: output })
        .catch((error: unknown) => {
          fail(!changes.isEmpty)
          throw error
        }),
  )
  succeed()
  const { entities } = await project.extensions()
  output.printResult(report, (style) => renderSeedReport(report, entities, style))
  return report.ok ? EXIT.done : EXIT.checksFailed
}

/** The command that resumes what these options load or repair. */
function formatCommand(options: SeedOptions): string {
  const command = formatSeedCommand(toSeedRequest(options))
  if (options.repair !== true) return command
  // Without a profile, all loaded datasets are repaired.
  return options.profile === undefined ? 'homemanager seed --repair' : `${command} --repair`
}

function toSeedOptions(
  { globals, signal }: CommandContext,
  { profile }: SeedInput['args'],
  { seed: randomSeed, families, only, reset, append, repair, allowRemote }: SeedInput['flags'],
): SeedOptions {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(randomSeed === undefined ? {} : { seed: randomSeed }),
    ...(families === undefined ? {} : { families }),
    ...(only === undefined ? {} : { only }),
    reset,
    append,
    repair,
    allowRemote,
    cwd: globals.cwd,
    signal,
  }
}
