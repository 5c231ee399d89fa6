import type { ChalkInstance } from 'chalk'
import { type ConformanceReport, runConformance } from '../../../conformance/run-conformance.js'
import { EXIT, HomeError } from '../../../core/home-error.js'
import { SERVICE_NAMES, type ServiceName } from '../../../core/service-name.js'
import { CLI_ERRORS } from '../../cli-errors.js'
import { invalidValueError } from '../../usage-error.js'
import type { CommandContext } from '../../command.js'

/** `homemanager conformance SERVICE`. */
export async function checkService(
  context: CommandContext,
  name: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const service = SERVICE_NAMES.find((known) => known === name)
  if (service === undefined)
    throw conformanceUsageError(
      `"${name ?? ''}" is not a service.`,
      `Choose one of ${SERVICE_NAMES.join(', ')}.`,
    )
  const project = await context.project()
  const running = project.state().services?.urls
  const url = parseUrlFlag(options['url'], '--url') ?? running?.[service]
  const defaultIdentity = service === 'identity' ? url : running?.identity
  const identityUrl = parseUrlFlag(options['identity'], '--identity') ?? defaultIdentity
  if (url === undefined || identityUrl === undefined) throw serviceNotRunningError(service, url === undefined)
  const task = context.output.task(`Testing ${url}`)
  const report = await runConformance({
    service,
    url,
    identityUrl,
    signal: context.signal,
    onCheck: (done, total) => task.update(done, total),
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
  const lines = report.items.flatMap(({ operation, method, path, ok, checks }) => [
    `${ok ? style.green('✓') : style.red('✗')} ${operation.padEnd(18)} ${style.dim(`${method} ${path}, ${checks.length} checks`)}`,
    ...checks
      .filter((check) => !check.ok)
      .map((check) => `    ${style.red(check.name)}: ${check.message ?? ''}`),
  ])
  const total = report.passed + report.failed
  const verdict = report.ok
    ? style.green(`The ${report.service} service conforms to its contract: ${total} checks passed.`)
    : style.red(
        `The ${report.service} service does not conform to its contract: ${report.failed} of ${total} checks failed.`,
      )
  return [...lines, '', verdict].join('\n')
}

function parseUrlFlag(value: unknown, flag: string): string | undefined {
  if (value === undefined) return undefined
  const text = typeof value === 'string' ? value : ''
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text
  throw invalidValueError(flag, text, 'an HTTP URL such as http://127.0.0.1:5002')
}

function conformanceUsageError(message: string, suggestion: string): HomeError {
  return new HomeError(CLI_ERRORS.USAGE, { message, suggestion })
}

function serviceNotRunningError(service: ServiceName, noUrl: boolean): HomeError {
  return noUrl
    ? conformanceUsageError(
        `The ${service} service of this project is not running.`,
        'Run homemanager up, or pass --url.',
      )
    : conformanceUsageError(
        'The identity service of this project is not running; it creates the test users.',
        'Run homemanager up, or pass --identity.',
      )
}
