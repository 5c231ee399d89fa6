import path from 'node:path'
import { toJUnitXml } from '../../../conformance/junit-report.js'
import { removeTestData } from '../../../conformance/remove-test-data.js'
import { assertOperationsKnown, runConformance } from '../../../conformance/run-conformance.js'
import { getServiceKind } from '../../../config/service-kind.js'
import { EXIT } from '../../../core/home-error.js'
import type { ServiceName } from '../../../core/service-name.js'
import { assertFileWritable, writeUserFile } from '../../../core/user-file.js'
import type { Project } from '../../../project/project.js'
import type { DeletedIds } from '../../../stores/contracts/data-store.js'
import type { CommandInput } from '../../command-handler.js'
import type { conformanceCommand } from './conformance.command.js'
import { renderConformanceReport } from './render-conformance-report.js'

type Input = CommandInput<typeof conformanceCommand>

export async function run(input: Input): Promise<number> {
  if (!input.flags.watch) return testService(input)
  const { watchConformance } = await import('./watch-conformance.js')
  return watchConformance(input.context, input.args.service, async () => testService(input))
}

async function testService({ context, args, flags }: Input): Promise<number> {
  const { service } = args
  assertOperationsKnown({ service, only: flags.only })
  const project = await context.project()
  const running = project.state().services?.urls
  const { url, identityUrl } = await project.testedUrls(service, {
    url: flags.url,
    identityUrl: flags.identity,
  })
  const junit = flags.junit === undefined ? undefined : path.resolve(context.globals.cwd, flags.junit)
  if (junit !== undefined) await assertFileWritable(junit, 'The report')
  const task = context.output.task(`Testing ${url}`)
  const report = await runConformance({
    service,
    url,
    identityUrl,
    only: flags.only,
    ...(flags.url === undefined ? explainUnreachable(project, service) : {}),
    // Of another identity service, the stores are not known.
    ...(identityUrl === running?.identity && project.config.protected !== true
      ? { removeData: async (ids) => removeData(project, ids) }
      : {}),
    signal: context.signal,
    onCheck: (done, total) => task.update(done, total),
    onAccountsLeft: (count) =>
      context.output.warn(
        `${count} test accounts (conformance-…@example.com) could not be deleted. Is event processing running?`,
      ),
  }).catch((error: unknown) => {
    task.fail()
    throw error
  })
  // The overview shows whether the service of the stack conforms to its whole contract.
  if (flags.url === undefined && flags.only.length === 0) project.recordConformance(report)
  if (report.ok) task.succeed(`${report.passed} checks`)
  else task.fail(`${report.failed} of ${report.passed + report.failed} checks`)
  context.output.printResult(report, (style) => renderConformanceReport(report, identityUrl, style))
  // At the end, so that the results are shown also if it fails.
  if (junit !== undefined) await writeUserFile(junit, toJUnitXml(report), 'The report')
  return report.ok ? EXIT.done : EXIT.checksFailed
}

/** The service of the stack may be the user's own, which `up` does not start. */
function explainUnreachable(
  { config }: Project,
  service: ServiceName,
): { readonly whenUnreachable?: string } {
  const kind = getServiceKind(config, service)
  if (kind === 'command')
    return { whenUnreachable: `Run homemanager logs ${service} to see why it has ended.` }
  if (kind === 'bundled') return {}
  return {
    whenUnreachable: `It is your own ${service} service, which homemanager does not start. Start it, or correct the URL that is configured for it.`,
  }
}

async function removeData(project: Project, ids: DeletedIds): Promise<void> {
  await using stores = await project.connect()
  await removeTestData(stores, ids)
}
