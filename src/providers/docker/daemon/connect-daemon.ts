import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import { getDockerAvailability } from './docker-availability.js'
import type { DaemonAddress } from './daemon-address.js'
import { findDaemonCached } from './find-daemon-cached.js'

let cachedAddress: Promise<DaemonAddress> | undefined
let cachedClient: Promise<Docker> | undefined

/** The address of the Docker daemon, cached per process. Throws `DOCKER_UNAVAILABLE`, listing all addresses tried. */
export async function connectDaemon(): Promise<DaemonAddress> {
  cachedAddress ??= locateDaemon()
  try {
    return await cachedAddress
  } catch (error) {
    cachedAddress = undefined
    throw error
  }
}

/** A dockerode client for the same daemon; the module is loaded on first use. */
export async function getDockerClient(): Promise<Docker> {
  cachedClient ??= createDockerClient(await connectDaemon())
  return cachedClient
}

async function locateDaemon(): Promise<DaemonAddress> {
  const { found } = await findDaemonCached()
  if (found !== undefined) return found.address
  const { reason } = await getDockerAvailability()
  throw new HomeError(DOCKER_ERRORS.DOCKER_UNAVAILABLE, {
    message: 'No Docker daemon is responding.',
    detail: reason.replace('No Docker daemon is responding. ', ''),
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
  // The type declarations do not include docker-modem's `agent` option.
  const options = { host: 'docker', protocol: 'http' as const, agent: createSshAgent(address) }
  return new Dockerode(options)
}
