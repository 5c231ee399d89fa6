import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AuthConfig } from 'dockerode'

type Environment = Readonly<Record<string, string | undefined>>

interface DockerConfig {
  readonly auths?: Readonly<Record<string, { readonly auth?: string; readonly identitytoken?: string }>>
  readonly credsStore?: string
  readonly credHelpers?: Readonly<Record<string, string>>
}

/** Docker Hub's name in Docker's own configuration, for historical reasons. */
const DOCKER_HUB = 'https://index.docker.io/v1/'

/**
 * What `docker login` left for the registry of an image: from the credential helper that Docker's configuration names,
 * else from the configuration itself. `undefined`: nobody logged in there.
 */
export async function getRegistryCredentials(
  image: string,
  env: Environment = process.env,
): Promise<AuthConfig | undefined> {
  const config = readDockerConfig(env)
  const registry = parseRegistry(image)
  const helper = config.credHelpers?.[registry] ?? config.credsStore
  if (helper !== undefined) {
    const found = await runCredentialHelper(helper, registry)
    if (found !== undefined) return found
  }
  const entry = config.auths?.[registry]
  if (entry?.auth === undefined || entry.auth === '') return undefined
  const [username = '', ...rest] = Buffer.from(entry.auth, 'base64').toString('utf8').split(':')
  return { username, password: rest.join(':'), serveraddress: registry }
}

/** The part before the first slash, if it looks like a host (distribution's reference grammar), else Docker Hub. */
export function parseRegistry(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const host = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  return host && first !== 'docker.io' ? first : DOCKER_HUB
}

function readDockerConfig(env: Environment): DockerConfig {
  const directory = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? homedir(), '.docker')
  try {
    return JSON.parse(readFileSync(join(directory, 'config.json'), 'utf8')) as DockerConfig
  } catch {
    return {}
  }
}

/** `docker-credential-NAME get`: the registry to its stdin, JSON from its stdout; it fails where it knows nothing. */
async function runCredentialHelper(name: string, registry: string): Promise<AuthConfig | undefined> {
  const child = spawn(`docker-credential-${name}`, ['get'], { stdio: ['pipe', 'pipe', 'ignore'] })
  const ended = new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(null))
    child.once('close', resolve)
  })
  child.stdin.on('error', () => {})
  child.stdin.end(registry)
  const pieces = await child.stdout.toArray().catch(() => [])
  if ((await ended) !== 0) return undefined
  try {
    const answer = JSON.parse(pieces.join('')) as { Username?: string; Secret?: string }
    const { Username: username = '', Secret: secret = '' } = answer
    if (username === '<token>') {
      return { username: '', password: '', serveraddress: registry, identitytoken: secret }
    }
    return { username, password: secret, serveraddress: registry }
  } catch {
    return undefined
  }
}
