import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { canTestWithCompose, listProjectResources } from '../../../../test/support/docker.js'
import { type DockerProject, createDockerProject } from '../../../../test/support/docker-project.js'
import type { StackStatus } from '../../../project/status/stack-status.js'
import { COMPOSE_FILE_PATH } from './read-compose-file.js'

const TEST_TIMEOUT_MS = 170_000

describe.skipIf(!(await canTestWithCompose()))('interoperation with docker compose', () => {
  test(
    'containers that Compose started are adopted and stopped',
    async () => {
      await using project = await createDockerProject()
      await compose(project, '-f', COMPOSE_FILE_PATH, 'up', '-d', '--wait')
      const before = await listContainerIds(project)
      const found = JSON.parse((await project.run('status', '--json')).stdout) as StackStatus
      expect(found.stores.postgres).toMatchObject({
        status: 'healthy',
        url: `postgres://homemanager:homemanager@127.0.0.1:${project.env['HOMEMANAGER_POSTGRES_PORT']}/homemanager_identity`,
      })
      await project.runOk('up', '--no-services')
      expect(await listContainerIds(project)).toEqual(before)
      expect(await project.runOk('query', 'postgres', 'SELECT count(*) FROM users')).toContain('0')
      expect(await project.runOk('down')).toContain('postgres')
      expect(await listContainerIds(project)).toEqual([])

      // As a volume of an earlier version: the login is the superuser that initialized the data.
      const { stores } = JSON.parse(await project.runOk('up', '--no-services', '--json')) as StackStatus
      expect(stores.postgres.url).toMatch(/homemanager:[0-9a-f]{32}@/)
      expect(await project.runOk('query', 'postgres', 'SELECT count(*) FROM users')).toContain('0')
      const roles =
        "SELECT string_agg(rolname, ' ' ORDER BY rolname) FROM pg_roles WHERE rolcanlogin AND NOT rolsuper"
      expect(await project.runOk('query', 'postgres', roles)).toContain(
        'homemanager homemanager_replication homemanager_service',
      )
      const owner =
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public' AND tableowner <> current_user"
      expect(await project.runOk('query', 'postgres', owner)).toContain('0')
      const program = "COPY (SELECT 1) TO PROGRAM 'true'"
      const copied = await project.run('query', 'postgres', '--write', program)
      expect(copied).toMatchObject({ code: 1, stderr: expect.stringContaining('42501') as string })
    },
    TEST_TIMEOUT_MS,
  )

  test(
    'Compose lists, shows and removes containers that homemanager started',
    async () => {
      await using project = await createDockerProject()
      await project.runOk('up', '--no-services', '--with', 'redis')
      const listed = await compose(project, 'ps', '--services')
      expect(listed.trim().split('\n').toSorted()).toEqual(['dynamodb', 'mongo', 'postgres', 'redis'])
      expect(await compose(project, 'ls', '--format', 'json')).toContain(project.project)
      expect(await compose(project, 'logs', 'postgres')).toContain('database system is ready')
      await compose(project, 'down', '--volumes')
      expect(await listProjectResources(project.project)).toEqual([])
      expect(
        (JSON.parse((await project.run('status', '--json')).stdout) as StackStatus).stores.mongo.status,
      ).toBe('stopped')
    },
    TEST_TIMEOUT_MS,
  )
})

/** Runs `docker compose` for the project, with its images and ports, and returns its output. */
async function compose(project: DockerProject, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, ...project.env }
  const { stdout } = await promisify(execFile)('docker', ['compose', '-p', project.project, ...args], { env })
  return stdout
}

async function listContainerIds(project: DockerProject): Promise<readonly string[]> {
  const ids = await compose(project, 'ps', '--all', '--quiet')
  return ids
    .split('\n')
    .filter((id) => id !== '')
    .toSorted()
}
