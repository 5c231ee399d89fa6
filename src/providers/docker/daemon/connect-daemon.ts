import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import { getDockerAvailability } from './docker-availability.js'
import type { DaemonAddress } from './daemon-address.js'
import { findDaemonCached } from './find-daemon-cached.js'

let cachedAddress: Promise<DaemonAddress> | undefined
let cachedClient: Promise<Docker> | undefined

/** The engine that this process works with; looked for once. Throws `DOCKER_UNAVAILABLE`, saying who was asked. */
export async function connectDaemon(): Promise<DaemonAddress> {
  cachedAddress ??= locateDaemon()
  try {
    return await cachedAddress
  } catch (error) {
    cachedAddress = undefined
    throw error
  }
}

/** dockerode on the same engine; loaded when first asked for. */
export async function getDockerClient(): Promise<Docker> {
  cachedClient ??= createDockerClient(await connectDaemon())
  return cachedClient
}

async function locateDaemon(): Promise<DaemonAddress> {
  const { found } = await findDaemonCached()
  if (found !== undefined) return found.address
  const { reason } = await getDockerAvailability()
  throw new HomeError(DOCKER_ERRORS.DOCKER_UNAVAILABLE, {
    message: 'No Docker engine answers.',
    detail: reason.replace('No Docker engine answers. ', ''),
    suggestion: 'Start Docker, or run homemanager up --provider embedded.',
  })
}

async function createDockerClient(address: DaemonAddress): Promise<Docker> {
  const { default: Dockerode } = await import('dockerode')
  if (address.kind === 'socket') return new Dockerode({ socketPath: address.path })
  if (address.kind === 'tcp') {
    const { host, port, tls } = address
    return new Dockerode({ host, port, protocol: tls ? 'https' : 'http', ...tls })
  }
  const { createSshAgent } = await import('./ssh-agent.js')
  // The types do not know docker-modem's `agent`.
  const options = { host: 'docker', protocol: 'http' as const, agent: createSshAgent(address) }
  return new Dockerode(options)
}
