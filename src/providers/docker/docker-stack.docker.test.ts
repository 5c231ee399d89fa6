import { execFile } from 'node:child_process'
import { readFile, rm, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { canTestWithDocker, listProjectResources, TEST_IMAGES } from '../../../test/support/docker.js'
import { type DockerProject, createDockerProject } from '../../../test/support/docker-project.js'
import { waitUntil } from '../../../test/support/wait-until.js'
import type { StackStatus } from '../../project/status/stack-status.js'

const TEST_TIMEOUT_MS = 170_000

async function docker(...args: readonly string[]): Promise<void> {
  await promisify(execFile)('docker', args)
}

describe.skipIf(!(await canTestWithDocker()))('a stack in Docker, run by the CLI', () => {
  let project: DockerProject
  let first: StackStatus

  beforeAll(async () => {
    project = await createDockerProject()
    const addons = ['redis', 'pgbouncer', 'postgres-replica']
    first = JSON.parse(await project.runOk('up', '--with', ...addons, '--json')) as StackStatus
  }, TEST_TIMEOUT_MS)
  afterAll(async () => project[Symbol.asyncDispose](), TEST_TIMEOUT_MS)

  const status = async (): Promise<StackStatus> => {
    const { stdout } = await project.run('status', '--json')
    return JSON.parse(stdout) as StackStatus
  }
  const containers = async (): Promise<readonly (string | undefined)[]> => {
    const { stores } = await status()
    return [stores.postgres.container?.id, stores.dynamodb.container?.id, stores.mongo.container?.id]
  }

  test('is running, and status shows the details of each container', async () => {
    const { code, stdout } = await project.run('status', '--json')
    expect(code).toBe(0)
    const { provider, stores, addons } = JSON.parse(stdout) as StackStatus
    expect(provider).toBe('docker')
    expect(stores.postgres).toMatchObject({
      status: 'healthy',
      url: first.stores.postgres.url,
      container: {
        name: `${project.project}-postgres-1`,
        image: TEST_IMAGES.postgres,
        running: true,
        uptimeSeconds: expect.any(Number),
        memoryBytes: expect.any(Number),
      },
    })
    expect(stores.postgres.container?.memoryBytes).toBeGreaterThan(1_000_000)
    expect(addons?.redis).toMatchObject({ status: 'healthy', container: { image: TEST_IMAGES.redis } })
    expect(addons?.pgbouncer).toMatchObject({
      status: 'healthy',
      container: { image: TEST_IMAGES.pgbouncer },
    })
    const table = await project.run('status')
    expect(table.stdout).toMatch(/UPTIME +MEMORY +IMAGE +CONTAINER/)
  })

  test('routes the queries of the identity service through PgBouncer', async () => {
    const email = `${crypto.randomUUID()}@pool.example`
    const response = await fetch(`${first.services.gateway.url}/identity/v1/register`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ email, password: 'long enough 1', display_name: 'Pool', family_name: 'Pool' }),
    })
    expect(response.status).toBe(201)
    const pooler = new URL(first.addons?.pgbouncer?.url ?? '')
    const { stdout } = await project.run('logs', 'pgbouncer', '-n', '200')
    expect(stdout).toMatch(/login attempt: db=homemanager_identity user=homemanager/)
    const client = new pg.Client({ connectionString: pooler.href })
    await client.connect()
    const { rows } = await client.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM pg_stat_activity WHERE client_addr IS NOT NULL',
    )
    await client.end()
    expect(rows[0]?.count).toBeGreaterThan(0)
  })

  test('has a replica of PostgreSQL, which follows the primary', async () => {
    const query = async (url: string | null | undefined, sql: string): Promise<readonly unknown[]> => {
      const client = new pg.Client({ connectionString: url ?? '' })
      await client.connect()
      try {
        return (await client.query<Record<string, unknown>>(sql)).rows
      } finally {
        await client.end()
      }
    }
    const replica = first.addons?.['postgres-replica']
    expect(replica).toMatchObject({ status: 'healthy' })
    expect(await query(replica?.url, 'SELECT pg_is_in_recovery() AS standby')).toEqual([{ standby: true }])
    await query(first.stores.postgres.url, 'CREATE TABLE replicated (id int)')
    await waitUntil(async () => {
      const tables = await query(replica?.url, `SELECT FROM pg_tables WHERE tablename = 'replicated'`)
      return tables.length === 1
    })
    await query(first.stores.postgres.url, 'DROP TABLE replicated')
    expect((await status()).addons?.['postgres-replica']?.lagMs).toEqual(expect.any(Number))
  })

  test('is unchanged by another up', async () => {
    const before = await containers()
    await project.runOk('up', '--with', 'redis', 'pgbouncer', 'postgres-replica')
    expect(await containers()).toEqual(before)
  })

  test('merges the logs of containers and services', async () => {
    const { child, result } = project.start('logs', '-f', '-n', '3')
    setTimeout(() => child.kill('SIGINT'), 4000)
    const { stdout } = await result
    for (const name of ['postgres', 'dynamodb', 'mongo', 'redis', 'pgbouncer']) {
      expect(stdout).toMatch(new RegExp(`^[\\dTZ:. -]*${name} +[A-Z]`, 'm'))
    }
  })

  test.each([
    ['lost', async (file: string) => rm(file)],
    ['corrupted', async (file: string) => writeFile(file, '{"version": 1, "proj')],
  ])(
    'is found and adopted if the state file is %s',
    async (_, damageFile) => {
      const before = await containers()
      await damageFile(path.join(project.home, 'state.json'))
      expect((await status()).stores.postgres).toMatchObject({
        status: 'healthy',
        url: first.stores.postgres.url,
      })
      await damageFile(path.join(project.home, 'state.json')).catch(() => {})
      expect((JSON.parse(await project.runOk('up', '--json')) as StackStatus).services.gateway.url).toBe(
        first.services.gateway.url,
      )
      expect(await containers()).toEqual(before)
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'a failed up changes nothing, and a different image keeps port and data',
    async () => {
      const file = path.join(project.directory, 'homemanager.yaml')
      const before = await containers()
      const settings = await readFile(file, 'utf8')
      const other = `${TEST_IMAGES.mongo.split(':')[0]}:other-${project.project}`
      await writeFile(file, settings.replace(TEST_IMAGES.mongo, other))
      const { code, stderr } = await project.run('up', '--pull', 'never')
      expect({ code, stderr }).toMatchObject({ code: 5, stderr: expect.stringContaining('IMAGE_MISSING') })
      expect(await containers()).toEqual(before)
      expect((await status()).services.gateway).toMatchObject(first.services.gateway)

      await docker('tag', TEST_IMAGES.mongo, other)
      const { mongo } = (JSON.parse(await project.runOk('up', '--json')) as StackStatus).stores
      expect(mongo.url).toBe(first.stores.mongo.url)
      const now = await containers()
      expect(now.slice(0, 2)).toEqual(before.slice(0, 2))
      expect(now[2]).not.toBe(before[2])
      await writeFile(file, settings)
      await project.runOk('up')
      await docker('rmi', other)
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'a container that a killed down disconnected from the network is recreated',
    async () => {
      const { url, container } = (await status()).stores.mongo
      await docker('kill', container?.name ?? '')
      await docker('network', 'disconnect', '--force', `${project.project}_default`, container?.name ?? '')
      const { mongo } = (JSON.parse(await project.runOk('up', '--json')) as StackStatus).stores
      expect(mongo).toMatchObject({ status: 'healthy', url })
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'an interrupted restart names the containers of add-ons that are stopped',
    async () => {
      const stopped = docker('wait', `${project.project}-pgbouncer-1`)
      // PgBouncer is started again when PostgreSQL is ready.
      const { child, result } = project.start('restart', 'postgres', 'pgbouncer')
      await stopped
      child.kill('SIGINT')
      expect(await result).toMatchObject({
        code: 130,
        stderr: expect.stringMatching(/These components are stopped: .*pgbouncer/) as string,
      })
      await project.runOk('up', '--with', 'redis', 'pgbouncer', 'postgres-replica')
    },
    TEST_TIMEOUT_MS,
  )

  test('requires confirmation before deleting data, and lists the volumes if asked', async () => {
    const { code, stderr } = await project.run('down', '--volumes', '--verbose')
    expect(code).toBe(3)
    expect(stderr).toContain(`Delete the data of project ${project.project} (postgres, dynamodb, mongo)?`)
    expect(stderr).toContain(`volume ${project.project}_postgres-data`)
    expect(await listProjectResources(project.project)).toHaveLength(6 + 1 + 3)
  })

  test(
    'is stopped without the state file, and keeps its data',
    async () => {
      await rm(path.join(project.home, 'state.json'))
      const { code, stdout } = await project.run('down')
      expect(code).toBe(0)
      for (const name of ['services', 'postgres', 'dynamodb', 'mongo', 'redis', 'pgbouncer']) {
        expect(stdout).toContain(name)
      }
      expect(await listProjectResources(project.project)).toEqual(
        ['dynamodb', 'mongo', 'postgres'].map((store) => `volume ${project.project}_${store}-data`),
      )
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'a changed password applies from the next start, also if the secrets were lost',
    async () => {
      const file = path.join(project.directory, 'homemanager.yaml')
      const settings = await readFile(file, 'utf8')
      await writeFile(file, settings.replace('postgres:\n', 'postgres:\n  password: another\n'))
      await rm(path.join(project.home, 'secrets'), { recursive: true })
      const { stores } = JSON.parse(await project.runOk('up', '--no-services', '--json')) as StackStatus
      expect(stores.postgres.url).toContain('homemanager:another@')
      const query = "SELECT count(*) FROM users WHERE email LIKE '%@pool.example'"
      expect(await project.runOk('query', 'postgres', query)).toContain('1')
      await writeFile(file, settings)
    },
    TEST_TIMEOUT_MS,
  )
})
