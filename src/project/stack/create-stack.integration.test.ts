import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { buildOnce } from '../../../test/support/build-once.js'
import { reserveFreePort } from '../../../test/support/reserve-free-port.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import { silentReporter, type StackReporter } from '../state/stack-reporter.js'
import { createStack } from './create-stack.js'
import { forkHandle } from './fork-handle.js'
import type { StackHandle } from './stack-handle.js'
import { isPortFree } from '../../core/is-port-free.js'
import { getStackStatus } from '../status/get-stack-status.js'
import { resolveConfig } from '../../config/resolve-config.js'
import { createTemporaryDirectory } from '../../../test/support/create-temporary-directory.js'

test('an ephemeral stack is seeded, healthy and consistent, and is deleted when stopped', async () => {
  await buildOnce()
  const stack = await createStack({ ephemeral: true, provider: 'embedded', seed: true })
  const url = new URL(stack.env()['HOMEMANAGER_POSTGRES_URL'] ?? '')
  let handle: StackHandle | undefined
  try {
    const healthz = await fetch(`${stack.services.gateway}/healthz`)
    expect(healthz.status).toBe(200)
    const { rows } = await stack.stores.postgres.pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM users',
    )
    expect(rows[0]?.count).toBeGreaterThan(10)
    expect(await stack.migrate()).toMatchObject({ items: [] })
    expect(await stack.seed()).toMatchObject({ profile: 'demo', unchanged: true })
    await expect(stack.seed({ profile: 'small' })).rejects.toMatchObject({
      code: 'DIFFERENT_DATASET_SEEDED',
      detail: expect.stringContaining('only with append: true.') as string,
      suggestion: expect.stringContaining('Call seed({ profile: "small", reset: true })') as string,
    })
    expect(await stack.verify()).toMatchObject({ ok: true, items: [] })
    await expect(stack.query('SELECT :n', { n: 1n })).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      message: 'Invalid value for the parameter n of query: a bigint.',
    })
    await expect(stack.query('SELECT :n')).rejects.toMatchObject({
      suggestion: 'Pass the values as the second argument: { n: … }.',
    })
    await expect(stack.seed({ signal: AbortSignal.abort() })).rejects.toThrow('aborted')
    handle = stack.handle()
    const verifying = stack.verify().catch((error: unknown) => error)
    await stack.stop()
    expect(await verifying).toMatchObject({ code: 'STACK_STOPPED' })
  } finally {
    await stack.stop()
  }
  await expect(fetch(`${stack.services.gateway}/healthz`)).rejects.toThrow('fetch failed')
  await expect(fetch(`http://${url.host}`)).rejects.toThrow('fetch failed')
  await stack.stop()
  const uses = [stack.verify(), stack.seed(), stack.migrate(), stack.fork(), stack.query('SELECT 1')]
  for (const use of uses) await expect(use).rejects.toMatchObject({ code: 'STACK_STOPPED' })
  for (const use of [() => stack.stores, () => stack.env(), () => stack.handle()])
    expect(use).toThrow(expect.objectContaining({ code: 'STACK_STOPPED' }))
  // In a worker that has outlived the stack. Clients of stores would retry for seconds.
  await expect(forkHandle(handle)).rejects.toMatchObject({
    code: 'STACK_NOT_RUNNING',
    detail: expect.stringMatching(/^Not running: (?=.*postgres)(?=.*dynamodb)(?=.*mongo)/) as string,
  })
})

test('createStack throws the reason of its signal, whatever was interrupted', async () => {
  const controller = new AbortController()
  const reason = new Error('enough')
  const reporter: StackReporter = {
    ...silentReporter,
    task(label) {
      if (label === 'migrations') setTimeout(() => controller.abort(reason), 20)
      return silentReporter.task(label)
    },
  }
  const { signal } = controller
  const starting = createStack({ ephemeral: true, provider: 'embedded', services: 'none', signal, reporter })
  expect(await starting.catch((error: unknown) => error)).toBe(reason)
})

test('services in the foreground stop with an ephemeral stack, and the program continues to run', async () => {
  await buildOnce()
  const stack = await createStack({ ephemeral: true, provider: 'embedded', services: 'foreground' })
  await stack.stop()
  await expect(fetch(`${stack.services.gateway}/healthz`)).rejects.toThrow('fetch failed')
})

test.each([
  [{ provider: 'foo' }, 'CONFIG_INVALID', 'Unknown provider "foo".'],
  [{ passwordHashing: 'fast' }, 'OPTION_INVALID', 'passwordHashing: "fast" requires ephemeral: true.'],
  [{ seeds: 'demo' }, 'OPTION_INVALID', 'createStack has no option "seeds".'],
  [
    { seed: { profile: 'demo' } },
    'OPTION_INVALID',
    'Invalid value for the option seed of createStack: an object.',
  ],
  [
    { ports: { postgres: '5432' } },
    'OPTION_INVALID',
    'Invalid value for the option ports.postgres of createStack: "5432".',
  ],
  [{ ports: { postgre: 1 } }, 'OPTION_INVALID', 'createStack has no option "ports.postgre".'],
  [{ ports: [1] }, 'OPTION_INVALID', 'Invalid value for the option ports of createStack: an array.'],
  [{ addons: ['redis', 7] }, 'OPTION_INVALID', 'Invalid value for the option addons[1] of createStack: 7.'],
  [
    { timeoutMs: Number.NaN },
    'OPTION_INVALID',
    'Invalid value for the option timeoutMs of createStack: NaN.',
  ],
  ['demo', 'OPTION_INVALID', 'createStack expects an options object.'],
])('invalid options are rejected at run time: %j', async (options, code, message) => {
  const given = options as Parameters<typeof createStack>[0]
  await expect(createStack(given)).rejects.toMatchObject({ name: 'HomeError', code, message })
})

test('a stack that is already running is used, and continues to run', async () => {
  await buildOnce()
  const cwd = await createTemporaryDirectory('homemanager test ')
  const ports = { postgres: 0, dynamodb: 0, mongo: 0, gateway: 0, identity: 0, todo: 0, budget: 0 }
  const options = { cwd, ports, provider: 'embedded', services: 'none' } as const
  const config = await resolveConfig(options)
  try {
    const first = await createStack(options)
    {
      await using second = await createStack(options)
      expect(second.status.stores).toEqual(first.status.stores)
    }
    expect((await getStackStatus(config)).stores.postgres.status).toBe('healthy')
    const other = { ...ports, postgres: await reserveFreePort() }
    await expect(createStack({ ...options, ports: other, seed: 'small' })).rejects.toMatchObject({
      code: 'STACK_DIFFERS',
      detail: expect.stringMatching(/^postgres: port \d+ → \d+\ndataset: none → small$/) as string,
      suggestion: [
        'Run homemanager down: createStack then starts the stack as requested.',
        'Run homemanager seed small.',
        'Or use another stack: createStack({ ephemeral: true }).',
      ].join('\n'),
    })
    await expect(createStack({ ...options, provider: 'docker' })).rejects.toMatchObject({
      code: 'STACK_DIFFERS',
      detail: 'provider: embedded → docker',
    })
    await expect(first.seed('small' as never)).rejects.toMatchObject({
      code: 'OPTION_INVALID',
      suggestion: 'Name the option: seed({ profile: "small" }).',
    })
    const { stores } = await getStackStatus(config)
    expect(stores).toMatchObject(first.status.stores)
    await first.stop()
    expect((await getStackStatus(config)).stores.postgres.status).toBe('stopped')
    await waitUntil(() => !existsSync(join(config.home, 'stack.lock')))
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
})

test('an ephemeral stack is deleted even if its program is killed with SIGKILL', async () => {
  await buildOnce()
  const program = fileURLToPath(new URL('../../../test/programs/stack-until-killed.js', import.meta.url))
  const child = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  const env = JSON.parse(line) as Record<string, string>
  const ports = ['HOMEMANAGER_POSTGRES_URL', 'HOMEMANAGER_DYNAMODB_ENDPOINT', 'HOMEMANAGER_MONGO_URL'].map(
    (name) => Number(new URL(env[name] ?? '').port),
  )
  expect(await Promise.all(ports.map(isPortFree))).toEqual([false, false, false])
  child.kill('SIGKILL')
  await waitUntil(async () => (await Promise.all(ports.map(isPortFree))).every(Boolean))
})

test('a directory that does not exist is told in the terms of a program', async () => {
  // A path below a file.
  const cwd = join(fileURLToPath(import.meta.url), 'missing')
  await expect(createStack({ cwd })).rejects.toMatchObject({
    code: 'DIRECTORY_NOT_FOUND',
    suggestion: 'Pass an existing directory as the option cwd.',
  })
})
