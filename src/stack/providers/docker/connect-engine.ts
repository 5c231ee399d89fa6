import type Docker from 'dockerode'
import { HomeError } from '../../../core/home-error.js'
import { DOCKER_ERRORS } from './docker-errors.js'
import { dockerAvailable } from './docker-available.js'
import type { EngineAddress } from './engine-address.js'
import { searchEngine } from './search-engine.js'

let known: Promise<EngineAddress> | undefined
let client: Promise<Docker> | undefined

/** The engine that this process works with; looked for once. Throws `DOCKER_UNAVAILABLE`, saying who was asked. */
export async function connectEngine(): Promise<EngineAddress> {
  known ??= locate()
  try {
    return await known
  } catch (error) {
    known = undefined
    throw error
  }
}

/** dockerode on the same engine; loaded when first asked for. */
export async function dockerClient(): Promise<Docker> {
  client ??= open(await connectEngine())
  return client
}

async function locate(): Promise<EngineAddress> {
  const { found } = await searchEngine()
  if (found !== undefined) return found.address
  const { reason } = await dockerAvailable()
  throw new HomeError(DOCKER_ERRORS.DOCKER_UNAVAILABLE, {
    message: 'No Docker engine answers.',
    detail: reason.replace('No Docker engine answers. ', ''),
    suggestion: 'Start Docker, or run homemanager up --provider embedded.',
  })
}

async function open(address: EngineAddress): Promise<Docker> {
  const { default: Dockerode } = await import('dockerode')
  if (address.kind === 'socket') return new Dockerode({ socketPath: address.path })
  if (address.kind === 'tcp') {
    const { host, port, tls } = address
    return new Dockerode({ host, port, protocol: tls ? 'https' : 'http', ...tls })
  }
  const { sshAgent } = await import('./ssh-agent.js')
  // The types do not know docker-modem's `agent`.
  const options = { host: 'docker', protocol: 'http' as const, agent: sshAgent(address) }
  return new Dockerode(options)
}
