import { setTimeout as sleep } from 'node:timers/promises'
import { isDeepStrictEqual } from 'node:util'
import { listOwnServices } from '../../config/service-kind.js'
import { formatChange } from '../../core/change.js'
import { HomeError } from '../../core/home-error.js'
import { removePassword } from '../../core/remove-password.js'
import { areBundledServicesHealthy } from '../components/is-service-healthy.js'
import { getAddonUrls } from '../components/requested-addons.js'
import type { RecordedProject } from '../state/recorded-project.js'
import { findRunningServices } from '../state/services-record-file.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { ServicesRecord, StackState } from '../state/stack-state.js'
import type { UpOptions } from './up-options.js'
import type { UpRun } from './up-run.js'

const RECONNECT_TIMEOUT_MS = 15_000
const REQUEST_TIMEOUT_MS = 2000
const POLL_INTERVAL_MS = 100

/** The services in a program that uses the library. `up` does not stop them, nor start them a second time. */
export function findProgramServices({ config, state }: RecordedProject): ServicesRecord | undefined {
  const services = findRunningServices(state, config.home)
  return services?.owner === 'program' ? services : undefined
}

/** Whether the services of a program are kept. Throws `SERVICES_IN_PROGRAM` if they would have to be replaced. */
export function keepsProgramServices(run: UpRun): boolean {
  const services = findProgramServices(run)
  if (services === undefined || run.options.services === 'none') return false
  if (run.options.services === 'foreground') throw toError(run, services, 'They cannot run here as well.')
  if (run.changes.length > 0)
    throw toError(run, services, `They cannot be changed:\n${run.changes.map(formatChange).join('\n')}`)
  run.save({ services })
  return true
}

/** Resolves once the services of a program use the engines and add-ons of this run. Throws `SERVICES_IN_PROGRAM`. */
export async function waitForProgramServices(run: UpRun): Promise<void> {
  const services = findProgramServices(run)
  if (services === undefined || run.options.services === 'none') return
  if (
    services.addonUrls !== undefined &&
    !isDeepStrictEqual(services.addonUrls, getAddonUrlsWithoutSecrets(run))
  )
    throw toError(run, services, 'They were started with other add-ons.')
  const end = Math.min(run.deadline, performance.now() + RECONNECT_TIMEOUT_MS)
  const own = listOwnServices(run.config)
  while (!(await areBundledServicesHealthy(services.urls.gateway, own, REQUEST_TIMEOUT_MS))) {
    if (performance.now() > end) throw toError(run, services, 'They are not healthy.')
    await sleep(POLL_INTERVAL_MS, undefined, { signal: run.signal })
  }
}

/** They are not supervised. */
export function warnAboutProgramServices({ services }: StackState, { reporter }: UpOptions): void {
  if (services?.owner !== 'program' || services.process.pid === process.pid) return
  reporter.warn(`The services run in a program (pid ${services.process.pid}) and stop when it ends.`)
}

/** As they are recorded with the services. */
export function getAddonUrlsWithoutSecrets(run: UpRun): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(getAddonUrls(run)).map(([name, url]) => [name, removePassword(url)]),
  )
}

function toError({ config }: UpRun, { process: { pid } }: ServicesRecord, detail: string): HomeError {
  return new HomeError(STACK_ERRORS.SERVICES_IN_PROGRAM, {
    message: `The services of project ${config.project} run in a program (pid ${pid}), which homemanager does not stop.`,
    detail,
    suggestion: 'Stop that program, or its stack, then run the command again.',
  })
}
