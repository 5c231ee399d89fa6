import { STORE_NAMES } from '../../../core/store-name.js'
import type { SeedOptions } from '../../../dataset/seeding/seed-stores.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { UsageError } from '../../usage-error.js'
import { renderSeedReport } from './render-seed-report.js'
import { createSeedProgressReporter } from './seed-progress-reporter.js'
import type { seedCommand } from './seed.command.js'

type SeedInput = CommandInput<typeof seedCommand>

export async function run({ context, args, flags }: SeedInput): Promise<void> {
  assertCompatible(flags)
  const options = toSeedOptions(context, args, flags)
  if (flags.dryRun) {
    const { showSeedPreview } = await import('./show-seed-preview.js')
    return showSeedPreview(await context.project(), context.output, options)
  }
  return seed(context, options)
}

/** Throws `USAGE` for options of which one would be ignored. */
function assertCompatible({ reset, append, dryRun, allowRemote }: SeedInput['flags']): void {
  if (reset && append)
    throw new UsageError({
      message:
        '--reset and --append cannot be combined: one replaces the loaded datasets, the other adds to them.',
    })
  const ignored = Object.entries({
    '--reset': reset,
    '--append': append,
    '--allow-remote': allowRemote,
  }).find(([, given]) => given)?.[0]
  if (dryRun && ignored !== undefined) {
    throw new UsageError({ message: `${ignored} has no effect with --dry-run, which writes nothing.` })
  }
}

async function seed({ output, ...context }: CommandContext, options: SeedOptions): Promise<void> {
  const { confirmRemote } = await import('../../confirm-remote.js')
  const project = await context.project()
  await using stores = await project.connect()
  if (options.reset) {
    const confirmed = await output.confirm(
      'Remove every seeded dataset, including records that were added to its families?',
    )
    if (!confirmed) return
  }
  const only = options.only === undefined ? STORE_NAMES : [options.only]
  if (!(await confirmRemote(output, stores, { ...options, only }))) return
  const { onProgress, onReadBack, ...tasks } = createSeedProgressReporter(output, 'Loading')
  try {
    const report = await project.seed(stores, { ...options, onProgress, onReadBack })
    tasks.succeed()
    output.printResult(report, (style) => renderSeedReport(report, style))
  } catch (error) {
    tasks.fail()
    throw error
  }
}

function toSeedOptions(
  { globals, signal }: CommandContext,
  { profile }: SeedInput['args'],
  { seed: randomSeed, families, only, reset, append, allowRemote }: SeedInput['flags'],
): SeedOptions {
  return {
    ...(profile === undefined ? {} : { profile }),
    ...(randomSeed === undefined ? {} : { seed: randomSeed }),
    ...(families === undefined ? {} : { families }),
    ...(only === undefined ? {} : { only }),
    reset,
    append,
    allowRemote,
    cwd: globals.cwd,
    signal,
  }
}
