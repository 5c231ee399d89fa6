import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { connect, createServer, type Socket } from 'node:net'
import { chooseLoopbackAddress, type LoopbackAddress } from './loopback-address.js'
import { findRejection, toRejectionResponse } from './find-rejection.js'

/**
 * The program in front of a local DynamoDB engine: `node dynamodb-front.cjs PORT COMMAND [ARGUMENT…]`. The engines answer
 * any web page and any access key and have no setting for it. The front checks the first request of each connection and
 * then passes bytes on, so that it costs little. The engine itself listens on an address that no page can guess; `{host}`
 * and `{port}` in its arguments are replaced by it. The access key is in the environment, which other users cannot read.
 */
const MAX_HEAD_BYTES = 16 * 1024
const HEAD_TIMEOUT_MS = 30_000
/** The first byte of a client that expects TLS. It learns at once that there is none. */
const TLS_HANDSHAKE = 0x16
const HEAD_END = Buffer.from('\r\n\r\n')
/** Replaces itself by the engine, and leaves a process that kills the engine when the front ends, even if it is killed. */
const GUARDED = '(cat <&3 >/dev/null; kill -9 $$) 2>/dev/null & exec 3<&-; exec "$0" "$@"'

/** How an engine says that its port was bound by another process after it was chosen. */
const PORT_IN_USE = /port \d+ is already in use|address already in use/i
const MAX_ATTEMPTS = 5

void main()

async function main(): Promise<void> {
  const [port, command, ...args] = process.argv.slice(2)
  const accessKeyId = process.env['HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID']
  if (port === undefined || command === undefined || accessKeyId === undefined)
    throw new Error('Usage: dynamodb-front PORT COMMAND [ARGUMENT…]')
  let engine = await chooseLoopbackAddress()
  const server = createServer((client) => serve(client, engine, { port: Number(port), accessKeyId }))
  server.once('error', fail)
  server.listen({ host: '127.0.0.1', port: Number(port) }, () => log(`Listening on 127.0.0.1:${port}`))
  await once(server, 'listening')
  // The address of the engine is nobody's business, and clients cannot use it.
  const write = (line: string): void => log(hideAddress(line, engine, port))
  let stop: (() => void) | undefined
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
    process.on(signal, () => {
      server.close()
      if (stop === undefined) process.exit(0)
      stop()
    })
  }
  for (let attempt = 1; ; attempt++) {
    const run = runEngine(command, args, engine, write)
    stop = run.stop
    const { code, portInUse } = await run.ended
    if (!portInUse || attempt === MAX_ATTEMPTS) process.exit(code)
    engine = await chooseLoopbackAddress()
  }
}

interface EngineRun {
  readonly stop: () => void
  readonly ended: Promise<{ readonly code: number; readonly portInUse: boolean }>
}

function runEngine(
  command: string,
  args: readonly string[],
  { host, port }: LoopbackAddress,
  write: (line: string) => void,
): EngineRun {
  const engineArgs = args.map((each) => each.replace('{host}', host).replace('{port}', `${port}`))
  const { HOMEMANAGER_DYNAMODB_ACCESS_KEY_ID: _, ...env } = process.env
  const child = spawn('/bin/sh', ['-c', GUARDED, command, ...engineArgs], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    env,
  })
  child.once('error', fail)
  child.once('exit', () => child.stdio[3]?.destroy())
  if (child.stdout !== null) createInterface({ input: child.stdout }).on('line', write)
  let stopping = false
  let portInUse = false
  if (child.stderr !== null)
    createInterface({ input: child.stderr }).on('line', (line) => {
      if (PORT_IN_USE.test(line)) portInUse = true
      else write(line)
    })
  return {
    stop() {
      stopping = true
      child.kill('SIGTERM')
    },
    ended: once(child, 'close').then(([code]: (number | null)[]) => ({
      code: stopping ? 0 : (code ?? 1),
      portInUse: portInUse && !stopping,
    })),
  }
}

/** A line that says where the engine listens is empty: the front has written its own. */
function hideAddress(line: string, { host, port }: LoopbackAddress, ownPort: string): string {
  const address = `${host}:${port}`
  if (line.includes(address) && /listening/i.test(line)) return ''
  return line
    .replaceAll(address, `127.0.0.1:${ownPort}`)
    .replaceAll(host, '127.0.0.1')
    .replace(new RegExp(String.raw`\bport(\W+)${port}\b`, 'i'), `port$1${ownPort}`)
}

/** Some lines of the engines have no time. Those that continue the line before start with a space or are of a stack trace. */
function log(line: string): void {
  if (line.trim() === '') return
  const hasTime = /^\d{4}-\d\d-\d\d/.test(line)
  const continues = /^(?:\s|Caused by: )/.test(line)
  const level = /panicked|^(?:fatal|error)\b/i.test(line) ? 'ERROR' : 'INFO'
  console.log(hasTime || continues ? line : `${new Date().toISOString()} ${level} ${line}`)
}

function fail(error: Error): never {
  console.error(error.message)
  process.exit(1)
}

/** Checks the first request of a connection, then connects the client and the engine. */
function serve(
  client: Socket,
  engine: LoopbackAddress,
  expected: { readonly port: number; readonly accessKeyId: string },
): void {
  let head: Buffer = Buffer.alloc(0)
  const timer = setTimeout(() => client.destroy(), HEAD_TIMEOUT_MS)
  client.setNoDelay(true)
  client.on('error', () => client.destroy())
  client.once('close', () => clearTimeout(timer))
  const onData = (chunk: Buffer): void => {
    head = head.length === 0 ? chunk : Buffer.concat([head, chunk])
    const end = head.indexOf(HEAD_END)
    if (head[0] === TLS_HANDSHAKE) return void client.destroy()
    if (end === -1 && head.length <= MAX_HEAD_BYTES) return
    client.off('data', onData)
    client.pause()
    clearTimeout(timer)
    const rejection = findRejection(head.toString('latin1', 0, end === -1 ? 0 : end), expected)
    if (rejection === undefined) connectTo(engine, client, head)
    else {
      client.end(toRejectionResponse(rejection))
      // What is left of the request is read, or the client might see a reset instead of the response.
      client.resume()
    }
  }
  client.on('data', onData)
}

function connectTo(engine: LoopbackAddress, client: Socket, head: Buffer): void {
  const upstream = connect({ ...engine, noDelay: true })
  upstream.write(head)
  upstream.on('error', () => client.destroy())
  upstream.once('close', () => client.destroy())
  client.once('close', () => upstream.destroy())
  client.pipe(upstream)
  upstream.pipe(client)
}
