import { randomInt } from 'node:crypto'
import path from 'node:path'
import { formatCount } from '../../../core/format-count.js'
import { BUNDLED_GENERATORS } from '../../../dataset/generator/registry.js'
import { parseOffsetMs } from '../../../config/parse-duration.js'
import { getServiceKind, getServiceSettings } from '../../../config/service-kind.js'
import { listDatasetRecords } from '../../../conformance/torture/records/dataset-records.js'
import { createTokenReissuer } from '../../../conformance/torture/reissue-token.js'
import { runTorture } from '../../../conformance/torture/run-torture.js'
import type { TortureOptions } from '../../../conformance/torture/torture-options.js'
import { EXIT } from '../../../core/home-error.js'
import type { ServiceName } from '../../../core/service-name.js'
import type { StoreName } from '../../../core/store-name.js'
import { assertFileWritable, writeUserFile } from '../../../core/user-file.js'
import { createDataset } from '../../../dataset/generator/create-dataset.js'
import { readProfile } from '../../../dataset/profiles/read-profile.js'
import type { Project } from '../../../project/project.js'
import { loadSigningKeys } from '../../../services/identity/credentials/signing-keys.js'
import type { CommandInput } from '../../command-handler.js'
import { createTestAccountCleanUp, explainUnreachable } from '../../test-account-clean-up.js'
import { renderTortureReport } from './render-torture-report.js'
import type { tortureCommand } from './torture.command.js'

const MAX_SEED = 2_000_000_000
/** The stores of the bundled services. */
const STORES: Readonly<Record<ServiceName, StoreName>> = {
  identity: 'postgres',
  todo: 'dynamodb',
  budget: 'mongo',
}

export async function run({ context, args, flags }: CommandInput<typeof tortureCommand>): Promise<number> {
  const { output, signal } = context
  const { service } = args
  const project = await context.project()
  const running = project.state().services?.urls
  const { url, identityUrl } = await project.testedUrls(service, {
    url: flags.url,
    identityUrl: flags.identity,
  })
  const script = flags.script === undefined ? undefined : path.resolve(context.globals.cwd, flags.script)
  if (script !== undefined) await assertFileWritable(script, 'The script')
  const seed = flags.seed ?? randomInt(MAX_SEED)
  const dataset = createDataset(BUNDLED_GENERATORS, await readProfile('demo', project.config.root), seed)
  const task = output.task(`Torturing ${url} with seed ${seed}`)
  const seconds = Math.ceil(flags.for / 1000)
  const isOwnStack = flags.url === undefined && identityUrl === running?.identity
  using cleanUp = createTestAccountCleanUp(context, project, identityUrl)
  const report = await runTorture({
    service,
    url,
    ...(flags.url === undefined ? explainUnreachable(project, service) : {}),
    ...cleanUp.options,
    seed,
    forMs: flags.for,
    records: listDatasetRecords(dataset, service),
    signal,
    onEpisode: (elapsedMs) => task.update(Math.min(seconds, Math.floor(elapsedMs / 1000)), seconds, 's'),
    ...(isOwnStack ? await createStackChecks(project, service, flags.kills) : {}),
  }).catch((error: unknown) => {
    task.fail()
    throw error
  })
  const [finding] = report.items
  if (finding === undefined)
    task.succeed(
      `${formatCount(report.episodes, 'episode')}, ${formatCount(report.requests, 'request')}, ${formatCount(report.kills, 'kill')}`,
    )
  else task.fail(finding.check)
  if (script !== undefined && finding?.script != null)
    await writeUserFile(script, finding.script, 'The script', { mode: 0o700 })
  output.printResult(report, (style) => renderTortureReport(report, flags.script, style))
  return report.ok ? EXIT.done : EXIT.checksFailed
}

/** What is possible with the stack of this project only. */
async function createStackChecks(
  project: Project,
  service: ServiceName,
  kills: boolean,
): Promise<Partial<TortureOptions>> {
  if (project.config.protected === true) return {}
  const { clock } = getServiceSettings(project.config, service)
  const known = new Set(await listViolations(project))
  // Also after Ctrl-C, what has been killed is started again.
  const uninterrupted = new AbortController().signal
  const isLocal = project.state().engines.every(({ provider }) => provider !== 'external')
  return {
    ...(clock === undefined ? {} : { clockOffsetMs: parseOffsetMs(clock) }),
    findViolations: async () => (await listViolations(project)).filter((violation) => !known.has(violation)),
    async redeliver(subjects) {
      await using stores = await project.connect()
      const failed = await (await project.events(stores)).redeliverAbout(subjects)
      return failed.map(({ consumer, event, error }) => `${consumer}, event ${event}: ${error ?? ''}`)
    },
    ...(getServiceKind(project.config, 'identity') === 'bundled'
      ? { tokenReissuer: createTokenReissuer(await loadSigningKeys(project.config.home)) }
      : {}),
    // A service at a URL is not started by the stack, so it could not be restarted.
    ...(kills && isLocal && getServiceKind(project.config, service) !== 'url'
      ? {
          kill: async (target) =>
            project.kill(target === 'engine' ? STORES[service] : service, uninterrupted),
        }
      : {}),
  }
}

async function listViolations(project: Project): Promise<readonly string[]> {
  await using stores = await project.connect()
  const { items } = await project.verify(stores)
  return items.map((violation) => JSON.stringify(violation))
}
