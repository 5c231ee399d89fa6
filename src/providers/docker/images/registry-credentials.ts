import { join } from 'node:path'
import { findHomeDirectory } from '../../../core/home-directory.js'
import { readJsonFile } from '../../../core/read-json-file.js'
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
 * The credentials that `docker login` stored for the registry of an image: from the credential helper in Docker's
 * configuration, or else from the configuration itself. `undefined` without a login.
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

/** The component before the first slash if it is a host (grammar of distribution/reference), otherwise Docker Hub. */
export function parseRegistry(image: string): string {
  const [first = '', ...rest] = image.split('/')
  const isHost = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost')
  return isHost && first !== 'docker.io' ? first : DOCKER_HUB
}

function readDockerConfig(env: Environment): DockerConfig {
  const directory = env['DOCKER_CONFIG'] ?? join(env['HOME'] ?? findHomeDirectory() ?? '/', '.docker')
  return readJsonFile(join(directory, 'config.json')) ?? {}
}

/** Runs `docker-credential-NAME get`: registry on stdin, JSON on stdout. It fails if it has no credentials. */
async function runCredentialHelper(name: string, registry: string): Promise<AuthConfig | undefined> {
  const { execa } = await import('execa')
  const { failed, stdout } = await execa(`docker-credential-${name}`, ['get'], {
    reject: false,
    input: registry,
    stderr: 'ignore',
  })
  if (failed) return undefined
  try {
    const credentials = JSON.parse(stdout) as { Username?: string; Secret?: string }
    const { Username: username = '', Secret: secret = '' } = credentials
    if (username === '<token>') {
      return { username: '', password: '', serveraddress: registry, identitytoken: secret }
    }
    return { username, password: secret, serveraddress: registry }
  } catch {
    return undefined
  }
}
