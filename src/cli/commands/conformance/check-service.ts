import type { ChalkInstance } from 'chalk'
import { resolveConfig } from '../../../config/resolve-config.js'
import { type ConformanceReport, runConformance } from '../../../conformance/run-conformance.js'
import { EXIT, HomeError } from '../../../core/home-error.js'
import { SERVICE_NAMES, type ServiceName } from '../../../core/service-name.js'
import { readState } from '../../../project/state/state-file.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import type { CommandContext } from '../../command.js'

/** `homemanager conformance SERVICE`. */
export async function checkService(
  context: CommandContext,
  text: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const service = SERVICE_NAMES.find((name) => name === text)
  if (service === undefined)
    throw conformanceUsageError(`"${text ?? ''}" is not a service.`, SERVICE_NAMES.join(', '))
  const { state } = readState(await resolveConfig(context.globals))
  const running = state.services?.urls
  const url = parseUrlFlag(options['url'], '--url') ?? running?.[service]
  const ownIdentity = service === 'identity' ? url : running?.identity
  const identityUrl = parseUrlFlag(options['identity'], '--identity') ?? ownIdentity
  if (url === undefined || identityUrl === undefined) throw serviceNotRunningError(service, url === undefined)
  const task = context.output.task(`Trying ${url}`)
  const report = await runConformance({
    service,
    url,
    identityUrl,
    signal: context.signal,
    onCheck: (done, all) => task.update(done, all),
  }).catch((error: unknown) => {
    task.fail()
    throw error
  })
  if (report.ok) task.succeed(`${report.passed} checks`)
  else task.fail(`${report.failed} of ${report.passed + report.failed} checks`)
  context.output.printResult(report, (style) => renderConformanceReport(report, style))
  return report.ok ? EXIT.done : EXIT.checksFailed
}

function renderConformanceReport(report: ConformanceReport, style: ChalkInstance): string {
  const lines = report.operations.flatMap(({ operation, method, path, ok, checks }) => [
    `${ok ? style.green('✓') : style.red('✗')} ${operation.padEnd(18)} ${style.dim(`${method} ${path}, ${checks.length} checks`)}`,
    ...checks
      .filter((check) => !check.ok)
      .map((check) => `    ${style.red(check.name)}: ${check.message ?? ''}`),
  ])
  const all = report.passed + report.failed
  const verdict = report.ok
    ? style.green(`The ${report.service} service keeps its contract: ${all} checks passed.`)
    : style.red(
        `The ${report.service} service breaks its contract: ${report.failed} of ${all} checks failed.`,
      )
  return [...lines, '', verdict].join('\n')
}

function parseUrlFlag(text: unknown, flag: string): string | undefined {
  if (text === undefined) return undefined
  const given = typeof text === 'string' ? text : ''
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given
  throw conformanceUsageError(`${flag} takes an http URL, not "${given}".`, 'http://127.0.0.1:5002')
}

function conformanceUsageError(message: string, example: string): HomeError {
  return new HomeError(CLI_ERRORS.USAGE, { message, suggestion: `Try: ${example}.` })
}

function serviceNotRunningError(service: ServiceName, noUrl: boolean): HomeError {
  return conformanceUsageError(
    noUrl ? `No ${service} service runs here.` : 'No identity service runs here to make users with.',
    noUrl ? 'homemanager up, or --url' : 'homemanager up, or --identity',
  )
}
