import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { findHomeDirectory } from '../../../core/home-directory.js'
import { readJsonFile } from '../../../core/read-json-file.js'

/** An address where a Docker daemon may listen, and where the address comes from. */
export interface DaemonCandidate {
  readonly source: string
  readonly url: string
  /** Directory of the TLS certificates. */
  readonly certificatesDirectory?: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The addresses to try, in Docker's order: `DOCKER_HOST`, the current context, the default sockets. The first two are
 * set by the user; if one of them is set, no other address is tried.
 */
export function listDaemonCandidates(env: Environment): readonly DaemonCandidate[] {
  const { DOCKER_HOST: host, DOCKER_CERT_PATH: certificatePath } = env
  if (host) {
    const tls = env['DOCKER_TLS_VERIFY'] ? (certificatePath ?? getDockerConfigDirectory(env)) : undefined
    return [{ source: 'DOCKER_HOST', url: host, ...(tls ? { certificatesDirectory: tls } : {}) }]
  }
  const context = env['DOCKER_CONTEXT'] ?? readCurrentContext(env)
  if (context && context !== 'default') return [readContextCandidate(context, env)]
  return listDefaultSockets(env)
}

function getDockerConfigDirectory(env: Environment): string {
  return env['DOCKER_CONFIG'] ?? join(getHomeDirectory(env), '.docker')
}

function getHomeDirectory(env: Environment): string {
  return env['HOME'] ?? findHomeDirectory() ?? '/'
}

function readCurrentContext(env: Environment): string | undefined {
  const config = readJsonFile(join(getDockerConfigDirectory(env), 'config.json')) as
    | { currentContext?: unknown }
    | undefined
  return typeof config?.currentContext === 'string' ? config.currentContext : undefined
}

/** Docker stores a context in a directory named by the SHA-256 of its name (docs.docker.com, "Docker contexts"). */
function readContextCandidate(name: string, env: Environment): DaemonCandidate {
  const source = `context ${name}`
  const id = createHash('sha256').update(name).digest('hex')
  const meta = readJsonFile(join(getDockerConfigDirectory(env), 'contexts', 'meta', id, 'meta.json')) as
    | { Endpoints?: { docker?: { Host?: unknown } } }
    | undefined
  const url = meta?.Endpoints?.docker?.Host
  const certificatesDirectory = join(getDockerConfigDirectory(env), 'contexts', 'tls', id, 'docker')
  return {
    source,
    url: typeof url === 'string' ? url : '',
    ...(existsSync(certificatesDirectory) ? { certificatesDirectory } : {}),
  }
}

function listDefaultSockets(env: Environment): readonly DaemonCandidate[] {
  if (process.platform === 'win32') {
    return [{ source: 'Docker Desktop', url: 'npipe:////./pipe/docker_engine' }]
  }
  const run = env['XDG_RUNTIME_DIR'] ?? `/run/user/${process.getuid?.() ?? userInfo().uid}`
  const sockets: readonly (readonly [string, string])[] = [
    ['Docker', '/var/run/docker.sock'],
    ['Docker Desktop', join(getHomeDirectory(env), '.docker/run/docker.sock')],
    ['rootless Docker', join(run, 'docker.sock')],
    ['Colima', join(getHomeDirectory(env), '.colima/default/docker.sock')],
    ['OrbStack', join(getHomeDirectory(env), '.orbstack/run/docker.sock')],
    ['Rancher Desktop', join(getHomeDirectory(env), '.rd/docker.sock')],
    ['rootless Podman', join(run, 'podman/podman.sock')],
    ['Podman', '/run/podman/podman.sock'],
  ]
  return sockets.map(([source, path]) => ({ source, url: `unix://${path}` }))
}
