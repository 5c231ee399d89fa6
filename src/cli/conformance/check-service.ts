import type { ChalkInstance } from 'chalk'
import { resolveConfig } from '../../config/resolve-config.js'
import { type ConformanceReport, runConformance } from '../../conformance/run-conformance.js'
import { EXIT, HomeError } from '../../core/home-error.js'
import { SERVICE_NAMES, type ServiceName } from '../../core/service-name.js'
import { readState } from '../../stack/state-file.js'
import { CLI_ERRORS } from '../cli-errors.js'
import type { CommandContext } from '../command.js'

/** `homemanager conformance SERVICE`. */
export async function checkService(
  context: CommandContext,
  text: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<number> {
  const service = SERVICE_NAMES.find((name) => name === text)
  if (service === undefined) throw wrongUsage(`"${text ?? ''}" is not a service.`, SERVICE_NAMES.join(', '))
  const { state } = readState(await resolveConfig(context.globals))
  const running = state.services?.urls
  const url = urlOf(options['url'], '--url') ?? running?.[service]
  const ownIdentity = service === 'identity' ? url : running?.identity
  const identityUrl = urlOf(options['identity'], '--identity') ?? ownIdentity
  if (url === undefined || identityUrl === undefined) throw nothingRuns(service, url === undefined)
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
  context.output.answer(report, (style) => rendered(report, style))
  return report.ok ? EXIT.done : EXIT.foundWanting
}

function rendered(report: ConformanceReport, style: ChalkInstance): string {
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

function urlOf(text: unknown, flag: string): string | undefined {
  if (text === undefined) return undefined
  const given = typeof text === 'string' ? text : ''
  if (URL.canParse(given) && /^https?:$/.test(new URL(given).protocol)) return given
  throw wrongUsage(`${flag} takes an http URL, not "${given}".`, 'http://127.0.0.1:5002')
}

function wrongUsage(message: string, example: string): HomeError {
  return new HomeError(CLI_ERRORS.USAGE, { message, suggestion: `Try: ${example}.` })
}

function nothingRuns(service: ServiceName, noUrl: boolean): HomeError {
  return wrongUsage(
    noUrl ? `No ${service} service runs here.` : 'No identity service runs here to make users with.',
    noUrl ? 'homemanager up, or --url' : 'homemanager up, or --identity',
  )
}
