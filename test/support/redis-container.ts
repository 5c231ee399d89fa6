import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { TEST_IMAGES } from './docker.js'
import { reserveFreePort } from './reserve-free-port.js'

const run = promisify(execFile)

export interface RedisContainer extends AsyncDisposable {
  readonly url: string
  stop(): Promise<void>
  /** Restarts it after `stop`, empty and on the same port. */
  start(): Promise<void>
}

/** Starts Redis in a container on a free port of 127.0.0.1. */
export async function startRedisContainer(): Promise<RedisContainer> {
  const port = await reserveFreePort()
  const name = `homemanager-test-redis-${port}`
  await run('docker', [
    'run',
    '--detach',
    `--name=${name}`,
    `--publish=127.0.0.1:${port}:6379`,
    TEST_IMAGES.redis,
    'redis-server',
    '--save',
    '',
    '--protected-mode',
    'no',
  ])
  const waitUntilReady = async (): Promise<void> => {
    for (let n = 0; n < 100; n++) {
      const reply = await run('docker', ['exec', name, 'redis-cli', 'ping']).catch(() => ({ stdout: '' }))
      if (reply.stdout.includes('PONG')) return
      await sleep(100)
    }
    throw new Error('Redis was not ready within 10 s.')
  }
  await waitUntilReady()
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      await run('docker', ['stop', '--time', '0', name])
    },
    async start() {
      await run('docker', ['start', name])
      await waitUntilReady()
    },
    async [Symbol.asyncDispose]() {
      await run('docker', ['rm', '--force', '--volumes', name])
    },
  }
}
