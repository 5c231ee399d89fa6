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

/** The Compose file that comes with homemanager. */
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

/** Reads a Compose file, with variables from `env`. Throws `COMPOSE_FILE_INVALID` with file and line. */
export function readComposeFile(path: string, env: Environment): ComposeFile {
  const lines = new LineCounter()
  const document = parseDocument(readFileSync(path, 'utf8'), { lineCounter: lines })
  const read = new ComposeReader(path, lines, env)
  const [broken] = document.errors
  if (broken !== undefined) throw read.toError({ range: broken.pos }, broken.message.split('\n')[0] ?? '')
  const top = read.readMap(document.contents, 'the file', ['name', 'services', 'volumes'])
  const volumes = top.get('volumes') ? read.readMap(top.get('volumes'), 'volumes') : new Map<string, Node>()
  for (const [name, node] of volumes) if (node !== null) read.readMap(node, `the volume ${name}`, [])
  const services = Array.from(read.readMap(top.get('services'), 'services'), ([name, node]) =>
    parseService(name, node, [...volumes.keys()], read, path, env),
  )
  return { path, services: new Map(services.map((each) => [each.name, each])), volumes: [...volumes.keys()] }
}

function parseService(
  name: string,
  node: Node | null,
  volumes: readonly string[],
  read: ComposeReader,
  path: string,
  env: Environment,
): ComposeService {
  const keys = read.readMap(node, `the service ${name}`, SERVICE_KEYS)
  const texts = (key: string): readonly string[] =>
    keys.has(key) ? read.readStrings(keys.get(key), `${key} of ${name}`) : []
  const files = keys.has('env_file') ? [read.readString(keys.get('env_file'), `env_file of ${name}`)] : []
  return {
    name,
    image: read.readString(keys.get('image'), `image of ${name}`),
    ...(keys.has('entrypoint') ? { entrypoint: texts('entrypoint') } : {}),
    ...(keys.has('command') ? { command: texts('command') } : {}),
    ...(keys.has('user') ? { user: read.readString(keys.get('user'), `user of ${name}`) } : {}),
    environment: {
      ...Object.assign({}, ...files.map((file) => readEnvironmentFile(resolve(dirname(path), file), env))),
      ...(keys.has('environment') ? parseEnvironment(keys.get('environment'), name, read) : {}),
    },
    ports: parseItems(keys.get('ports'), read, `ports of ${name}`).map((item) => parsePort(item, name, read)),
    volumes: parseItems(keys.get('volumes'), read, `volumes of ${name}`).map((item) =>
      parseVolume(item, volumes, read),
    ),
    ...(keys.has('healthcheck')
      ? { healthcheck: parseHealthcheck(keys.get('healthcheck'), name, read) }
      : {}),
    securityOpt: texts('security_opt'),
    profiles: texts('profiles'),
    dependsOn: texts('depends_on'),
  }
}

function parseItems(node: unknown, read: ComposeReader, what: string): readonly unknown[] {
  if (node === undefined) return []
  read.readStrings(node, what)
  return (node as { items: readonly unknown[] }).items
}

function parseEnvironment(node: unknown, name: string, read: ComposeReader): Record<string, string> {
  const entries = read.readMap(node, `environment of ${name}`)
  return Object.fromEntries(
    [...entries].map(([key, value]) => [key, read.readString(value, `${key} of ${name}`)]),
  )
}

/** `NAME=value` lines; Compose puts variables in there too. */
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

/** Only `127.0.0.1:PUBLISHED:TARGET`: a database of a developer's machine is nobody else's business. */
function parsePort(node: unknown, name: string, read: ComposeReader): ComposePort {
  const match = /^127\.0\.0\.1:(\d+):(\d+)$/.exec(read.readString(node, 'a port'))
  if (match === null) throw read.toError(node, `a port of ${name} must be written 127.0.0.1:PUBLISHED:TARGET`)
  return { published: Number(match[1]), target: Number(match[2]) }
}

/** Only declared, named volumes: nothing of the host, and no Docker socket, gets into a container. */
function parseVolume(node: unknown, volumes: readonly string[], read: ComposeReader): ComposeVolume {
  const match = /^([\w.-]+):(\/[^:]*)(?::(ro|rw))?$/.exec(read.readString(node, 'a volume'))
  const source = match?.[1] ?? ''
  if (match === null || !volumes.includes(source)) {
    throw read.toError(node, `a volume must be one of ${volumes.join(', ')}, written NAME:/PATH`)
  }
  return { source, target: match[2] ?? '', readOnly: match[3] === 'ro' }
}

function parseHealthcheck(node: unknown, name: string, read: ComposeReader): ComposeHealthcheck {
  const what = `healthcheck of ${name}`
  const keys = read.readMap(node, what, ['test', 'interval', 'timeout', 'start_period', 'retries'])
  const time = (key: string, field: string): Record<string, number> =>
    keys.has(key) ? { [field]: read.readDuration(keys.get(key), `${key} of ${what}`) } : {}
  return {
    test: read.readStrings(keys.get('test'), `test of ${what}`),
    ...time('interval', 'intervalMs'),
    ...time('timeout', 'timeoutMs'),
    ...time('start_period', 'startPeriodMs'),
    ...(keys.has('retries') ? { retries: read.readInteger(keys.get('retries'), `retries of ${what}`) } : {}),
  }
}
