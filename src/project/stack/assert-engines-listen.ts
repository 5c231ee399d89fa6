import { connect } from 'node:net'
import { HomeError } from '../../core/home-error.js'
import { STORE_PORTS } from '../../core/store-types.js'
import { STACK_ERRORS } from '../state/stack-errors.js'
import type { RecordedProject } from '../state/recorded-project.js'
import type { StackEngine } from '../state/stack-state.js'

/** A local engine accepts connections at once. */
const CONNECT_TIMEOUT_MS = 2_000

/**
 * Throws `STACK_NOT_RUNNING` if nothing listens where an engine of the stack was: its handle may be older than its end.
 * Clients of stores would retry for seconds. Engines of other servers are not checked.
 */
export async function assertEnginesListen({ config, state }: RecordedProject): Promise<void> {
  const engines = state.engines.filter(({ provider }) => provider !== 'external')
  const closed = await Promise.all(engines.map(isClosed))
  const ended = engines.filter((_, at) => closed[at] === true).map(({ store }) => store)
  if (ended.length === 0) return
  throw new HomeError(STACK_ERRORS.STACK_NOT_RUNNING, {
    message: `The stack of project ${config.project} has ended.`,
    detail: `Not running: ${ended.join(', ')}.`,
    suggestion: 'Start a stack with createStack, pass on its handle(), and stop it only after the last fork.',
  })
}

async function isClosed({ store, endpoint }: StackEngine): Promise<boolean> {
  const { hostname, port } = new URL('url' in endpoint ? endpoint.url : endpoint.endpoint)
  if (hostname === '') return false
  return new Promise((resolve) => {
    const socket = connect({
      // The brackets of an IPv6 address are those of a URL.
      host: hostname.replaceAll(/[[\]]/g, ''),
      port: port === '' ? STORE_PORTS[store] : Number(port),
      timeout: CONNECT_TIMEOUT_MS,
    })
    const end = (result: boolean) => (): void => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', end(false))
    socket.once('timeout', end(false))
    socket.once('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED')())
  })
}
