import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { LineCounter, type Node, parseDocument } from 'yaml'
import { getPackagePath } from '../../../core/package-path.js'
import type {
  ComposeFile,
  ComposeHealthcheck,
  ComposePort,
  ComposeService,
  ComposeVolume,
} from './compose-file.js'
import { interpolateVariables } from './interpolate-variables.js'
import { ComposeReader } from './compose-reader.js'

/** The Compose file that ships with homemanager. */
export const COMPOSE_FILE_PATH: string = getPackagePath('compose/docker-compose.yml')

const SERVICE_KEYS = [
  'image',
  'entrypoint',
  'command',
  'user',
  'env_file',
  'environment',
  'ports',
  'volumes',
  'healthcheck',
  'security_opt',
  'profiles',
  'depends_on',
]

type Environment = Readonly<Record<string, string | undefined>>

/** Reads a Compose file, with variables from `env`. Throws `COMPOSE_FILE_INVALID` with path and line. */
export function readComposeFile(path: string, env: Environment): ComposeFile {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const reader = new ComposeReader(path, lines, env)
  const [syntaxError] = document.errors
  if (syntaxError !== undefined) {
    throw reader.toError({ range: syntaxError.pos }, syntaxError.message.split('\n')[0] ?? '')
  }
  const top = reader.readMap(document.contents, 'the file', ['name', 'services', 'volumes'])
  const volumes = top.get('volumes') ? reader.readMap(top.get('volumes'), 'volumes') : new Map<string, Node>()
  for (const [name, node] of volumes) if (node !== null) reader.readMap(node, `the volume ${name}`, [])
  const services = Array.from(reader.readMap(top.get('services'), 'services'), ([name, node]) =>
    parseService(name, node, [...volumes.keys()], reader, path, env),
  )
  return { path, services: new Map(services.map((each) => [each.name, each])), volumes: [...volumes.keys()] }
}

function parseService(
  name: string,
  node: Node | null,
  volumes: readonly string[],
  reader: ComposeReader,
  path: string,
  env: Environment,
): ComposeService {
  const keys = reader.readMap(node, `the service ${name}`, SERVICE_KEYS)
  const strings = (key: string): readonly string[] =>
    keys.has(key) ? reader.readStrings(keys.get(key), `${key} of ${name}`) : []
  const files = keys.has('env_file') ? [reader.readString(keys.get('env_file'), `env_file of ${name}`)] : []
  return {
    name,
    image: reader.readString(keys.get('image'), `image of ${name}`),
    ...(keys.has('entrypoint') ? { entrypoint: strings('entrypoint') } : {}),
    ...(keys.has('command') ? { command: strings('command') } : {}),
    ...(keys.has('user') ? { user: reader.readString(keys.get('user'), `user of ${name}`) } : {}),
    environment: {
      ...Object.assign({}, ...files.map((file) => readEnvironmentFile(resolve(dirname(path), file), env))),
      ...(keys.has('environment') ? parseEnvironment(keys.get('environment'), name, reader) : {}),
    },
    ports: parseItems(keys.get('ports'), reader, `ports of ${name}`).map((item) =>
      parsePort(item, name, reader),
    ),
    volumes: parseItems(keys.get('volumes'), reader, `volumes of ${name}`).map((item) =>
      parseVolume(item, volumes, reader),
    ),
    ...(keys.has('healthcheck')
      ? { healthcheck: parseHealthcheck(keys.get('healthcheck'), name, reader) }
      : {}),
    securityOpt: strings('security_opt'),
    profiles: strings('profiles'),
    dependsOn: strings('depends_on'),
  }
}

function parseItems(node: unknown, reader: ComposeReader, what: string): readonly unknown[] {
  if (node === undefined) return []
  reader.readStrings(node, what)
  return (node as { items: readonly unknown[] }).items
}

function parseEnvironment(node: unknown, name: string, reader: ComposeReader): Record<string, string> {
  const entries = reader.readMap(node, `environment of ${name}`)
  return Object.fromEntries(
    [...entries].map(([key, value]) => [key, reader.readString(value, `${key} of ${name}`)]),
  )
}

/** Reads `NAME=value` lines. As in Compose, variables are interpolated. */
function readEnvironmentFile(path: string, env: Environment): Record<string, string> {
  const lines = readFileSync(path, 'utf8').split('\n')
  const pairs = lines
    .filter((line) => /^\w+=/.test(line))
    .map((line): [string, string] => {
      const at = line.indexOf('=')
      return [line.slice(0, at), interpolateVariables(line.slice(at + 1).trim(), env)]
    })
  return Object.fromEntries(pairs)
}

/** Accepts only `127.0.0.1:PUBLISHED:TARGET`: a development database must not be reachable from the network. */
function parsePort(node: unknown, name: string, reader: ComposeReader): ComposePort {
  const match = /^127\.0\.0\.1:(\d+):(\d+)$/.exec(reader.readString(node, 'a port'))
  if (match === null)
    throw reader.toError(node, `a port of ${name} must have the format 127.0.0.1:PUBLISHED:TARGET`)
  return { published: Number(match[1]), target: Number(match[2]) }
}

/** Accepts only declared, named volumes, so that no host directory and no Docker socket is mounted into a container. */
function parseVolume(node: unknown, volumes: readonly string[], reader: ComposeReader): ComposeVolume {
  const match = /^([\w.-]+):(\/[^:]*)(?::(ro|rw))?$/.exec(reader.readString(node, 'a volume'))
  const source = match?.[1] ?? ''
  if (match === null || !volumes.includes(source)) {
    throw reader.toError(node, `a volume must be one of ${volumes.join(', ')}, in the format NAME:/PATH`)
  }
  return { source, target: match[2] ?? '', readOnly: match[3] === 'ro' }
}

function parseHealthcheck(node: unknown, name: string, reader: ComposeReader): ComposeHealthcheck {
  const what = `healthcheck of ${name}`
  const keys = reader.readMap(node, what, ['test', 'interval', 'timeout', 'start_period', 'retries'])
  const duration = (key: string, field: string): Record<string, number> =>
    keys.has(key) ? { [field]: reader.readDuration(keys.get(key), `${key} of ${what}`) } : {}
  return {
    test: reader.readStrings(keys.get('test'), `test of ${what}`),
    ...duration('interval', 'intervalMs'),
    ...duration('timeout', 'timeoutMs'),
    ...duration('start_period', 'startPeriodMs'),
    ...(keys.has('retries')
      ? { retries: reader.readInteger(keys.get('retries'), `retries of ${what}`) }
      : {}),
  }
}
