import path from 'node:path'
import { toJUnitXml } from '../../../conformance/junit-report.js'
import { assertOperationsKnown, runConformance } from '../../../conformance/run-conformance.js'
import { EXIT } from '../../../core/home-error.js'
import { assertFileWritable, writeUserFile } from '../../../core/user-file.js'
import type { CommandInput } from '../../command-handler.js'
import { createTestAccountCleanUp, explainUnreachable } from '../../test-account-clean-up.js'
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
  const { url, identityUrl } = await project.testedUrls(service, {
    url: flags.url,
    identityUrl: flags.identity,
  })
  const junit = flags.junit === undefined ? undefined : path.resolve(context.globals.cwd, flags.junit)
  if (junit !== undefined) await assertFileWritable(junit, 'The report')
  const task = context.output.task(`Testing ${url}`)
  using cleanUp = createTestAccountCleanUp(context, project, identityUrl)
  const report = await runConformance({
    service,
    url,
    only: flags.only,
    ...(flags.url === undefined ? explainUnreachable(project, service) : {}),
    ...cleanUp.options,
    signal: context.signal,
    onCheck: (done, total) => task.update(done, total),
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
