import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { fileURLToPath } from 'node:url'
import type { Endpoints } from '../../src/core/store-types.js'
import { shiftClock } from '../../src/project/own-services/shift-clock.js'
import { registerCleanup } from './register-cleanup.js'
import { reserveFreePorts } from './reserve-free-port.js'
import { retryStart } from './retry-start.js'

/** The services, the gateway and event processing in a process of their own, at an address that stays. */
export interface KillableHost extends Disposable {
  readonly gateway: string
  readonly identity: string
  /** Kills the process with SIGKILL and resolves when it has exited. */
  kill(): Promise<void>
  /** Stops the process with SIGSTOP. Returns a function that resumes it. */
  pause(): () => void
  restart(): Promise<void>
}

interface KillableHostOptions {
  readonly endpoints: Endpoints
  /** Hosts of one stack share it, as they share the signing keys in it. */
  readonly dataDirectory: string
  /** What its clock is wrong by, such as `+90s`; default: nothing. */
  readonly clock?: string | undefined
}

const PROGRAM = fileURLToPath(new URL('../programs/serve-until-killed.js', import.meta.url))

export async function startKillableHost({
  endpoints,
  dataDirectory,
  clock,
}: KillableHostOptions): Promise<KillableHost> {
  const ports = await reserveFreePorts(['gateway', 'identity', 'todo', 'budget'])
  const request = JSON.stringify({ endpoints, ports, dataDirectory })
  let child: ChildProcess | undefined
  const start = async (): Promise<void> => {
    const started = spawn(process.execPath, [PROGRAM, request], {
      detached: true,
      stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
      env: shiftClock(process.env as Record<string, string>, clock),
    })
    child = started
    if (started.pid !== undefined) await registerCleanup({ pid: started.pid })
    await Promise.race([
      once(started.stdio[3] as Readable, 'data'),
      once(started, 'exit').then(() => {
        throw new Error('The services exited while starting.')
      }),
    ])
  }
  await start()
  return {
    gateway: `http://127.0.0.1:${ports['gateway']}`,
    identity: `http://127.0.0.1:${ports['identity']}`,
    async kill() {
      const exited = child === undefined ? undefined : once(child, 'exit')
      child?.kill('SIGKILL')
      await exited
    },
    pause() {
      const paused = child
      paused?.kill('SIGSTOP')
      return () => void paused?.kill('SIGCONT')
    },
    restart: async () => retryStart(start),
    [Symbol.dispose]: () => void child?.kill('SIGKILL'),
  }
}
