import { LAG_PATTERN } from '../../../config/settings/addon-settings.js'
import { confirmBackup } from '../../back-up-first.js'
import type { CommandInput } from '../../command-handler.js'
import { parseComponentName } from '../../parse-component-name.js'
import { UsageError } from '../../usage-error.js'
import { renderUpSummary } from './render-up-summary.js'
import type { upCommand } from './up.command.js'

type UpInput = CommandInput<typeof upCommand>

export async function run({ context, flags }: UpInput): Promise<void> {
  const { output, globals, signal } = context
  const {
    provider,
    with: addons,
    replicaLag,
    seed,
    cache,
    services,
    timeout,
    pull,
    waitFor,
    studio,
    backup,
    allowUnknownMigrations,
  } = flags
  const project = await context.project({
    ...(provider === undefined ? {} : { provider }),
    ...(addons.length === 0 ? {} : { addons }),
    ...(replicaLag === undefined ? {} : { replicaLag: parseLag(replicaLag) }),
  })
  assertPulls(pull, project.config.provider)
  const awaited = waitFor.map((name) => parseComponentName('--wait-for', name, project))
  // Starts while the engines do.
  const startingStudio = studio ? project.startStudio(signal) : undefined
  startingStudio?.catch(() => {})
  const report = await project
    .up({
      services: services ? 'background' : 'none',
      supervise: true,
      keepEngines: true,
      ...(pull === undefined ? {} : { pull }),
      cache,
      allowUnknownMigrations,
      waitFor: awaited,
      confirmBackup: async (effects) => confirmBackup(output, project, effects, backup),
      ...(seed === undefined ? {} : { seed }),
      ...(timeout === undefined ? {} : { timeoutMs: timeout * 1000 }),
      signal,
      reporter: output,
    })
    .catch(async (error: unknown) => {
      await (await startingStudio?.catch(() => undefined))?.stop()
      throw error
    })
  // The hints are not part of the JSON document.
  const hints =
    globals.quiet || output.json
      ? undefined
      : {
          profiles: seed === undefined ? await project.listSeededProfiles() : [seed],
          addressCommands: (text: string) => output.addressCommands(text),
        }
  const url = (await startingStudio)?.url
  const document = url === undefined ? report.status : { ...report.status, studio: { url } }
  output.printResult(document, (style) =>
    [
      renderUpSummary(report, hints, output),
      ...(url === undefined ? [] : ['', `${style.bold('Studio')}  ${style.cyan(url)}`]),
    ].join('\n'),
  )
}

function parseLag(text: string): string {
  if (new RegExp(LAG_PATTERN).test(text)) return text
  throw new UsageError({
    message: `Invalid value "${text}" for --replica-lag.`,
    detail: 'Expected a number of milliseconds, seconds or minutes, such as 500ms, 5s or 1m.',
  })
}

/** `--provider` is checked by the parser; the provider may also be configured. */
function assertPulls(pull: UpInput['flags']['pull'], provider: string): void {
  if (pull === undefined || provider === 'auto' || provider === 'docker') return
  throw new UsageError({
    message: `--pull has no effect: the provider of this project is ${provider}, and only the Docker provider pulls images.`,
  })
}
