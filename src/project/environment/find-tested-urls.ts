import { HomeError } from '../../core/home-error.js'
import type { ServiceName } from '../../core/service-name.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { StackState } from '../state/stack-state.js'

export interface TestedUrls {
  /** Of the service under test. */
  readonly url: string
  /** Of the identity service, which creates the test users. */
  readonly identityUrl: string
}

export type GivenUrls = { readonly [Name in keyof TestedUrls]?: string | undefined }

/** Where a service is tested: at the given URLs, or in the running stack. Throws `STACK_NOT_RUNNING`. */
export function findTestedUrls({ services }: StackState, service: ServiceName, given: GivenUrls): TestedUrls {
  const running = services?.urls
  const url = given.url ?? running?.[service]
  if (url === undefined) throw notRunning(`The ${service} service of this project is not running.`, '--url')
  const identityUrl = given.identityUrl ?? (service === 'identity' ? url : running?.identity)
  if (identityUrl === undefined)
    throw notRunning(
      'The identity service of this project is not running; it creates the test users.',
      '--identity',
    )
  return { url, identityUrl }
}

function notRunning(message: string, flag: string): HomeError {
  return new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message,
    suggestion: `Run homemanager up, or pass ${flag}.`,
  })
}
