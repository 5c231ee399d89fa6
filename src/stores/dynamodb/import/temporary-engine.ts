import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { getEngineEnvironment } from '../../../core/child-environment.js'
import type { DynamodbEndpoint } from '../../../core/store-types.js'
import { prepareDynoxide } from '../engine/dynoxide.js'
import { isDynamodbReady } from '../engine/is-dynamodb-ready.js'
import { chooseLoopbackAddress } from '../engine/loopback-address.js'

const START_TIMEOUT_MS = 10_000
const POLL_INTERVAL_MS = 10
/** Runs a program until the input ends, which it also does if this process is killed. */
const UNTIL_INPUT_ENDS = '"$@" </dev/null & read -r _; kill $!; wait $!'

export interface TemporaryEngine extends AsyncDisposable {
  readonly endpoint: DynamodbEndpoint
}

/** Starts dynoxide on a data directory that no other engine uses. Disposing stops it, and so does the exit of this process. */
export async function startTemporaryEngine(
  endpoint: DynamodbEndpoint,
  dataDirectory: string,
): Promise<TemporaryEngine> {
  const { host, port } = await chooseLoopbackAddress()
  const launch = await prepareDynoxide(dataDirectory, { host, port: String(port) })
  if (launch === undefined) throw new TypeError('dynoxide is running, so it is installed.')
  const engine = spawn('sh', ['-c', UNTIL_INPUT_ENDS, 'sh', launch.command, ...launch.args], {
    env: getEngineEnvironment(),
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  const exited = once(engine, 'exit')
  const stop = async (): Promise<void> => {
    engine.stdin.end()
    await exited
  }
  const started = { ...endpoint, endpoint: `http://${host}:${port}` }
  const deadline = performance.now() + START_TIMEOUT_MS
  while (!(await isDynamodbReady(started, START_TIMEOUT_MS))) {
    if (performance.now() > deadline || engine.exitCode !== null) {
      await stop()
      throw new Error('dynoxide did not start with the imported data.')
    }
    await sleep(POLL_INTERVAL_MS)
  }
  return { endpoint: started, [Symbol.asyncDispose]: stop }
}
