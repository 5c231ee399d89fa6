import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { composeForTests, projectThings } from '../../../../test/support/docker.js'
import { type DockerProject, dockerProject } from '../../../../test/support/docker-project.js'
import type { StackStatus } from '../../stack-status.js'
import { COMPOSE_FILE } from './read-compose-file.js'

const SLOW = 170_000

describe.skipIf(!(await composeForTests()))('together with docker compose', () => {
  test(
    'what Compose started is taken over, and stopped',
    async () => {
      await using project = await dockerProject()
      await compose(project, '-f', COMPOSE_FILE, 'up', '-d', '--wait')
      const before = await idsOf(project)
      const found = JSON.parse((await project.run('status', '--json')).stdout) as StackStatus
      expect(found.stores.postgres).toMatchObject({
        status: 'healthy',
        url: `postgres://homemanager:homemanager@127.0.0.1:${project.env['HOMEMANAGER_POSTGRES_PORT']}/homemanager_identity`,
      })
      await project.ok('up', '--no-services')
      expect(await idsOf(project)).toEqual(before)
      expect(await project.ok('query', 'postgres', 'SELECT count(*) FROM users')).toContain('0')
      expect(await project.ok('down')).toContain('postgres')
      expect(await idsOf(project)).toEqual([])
    },
    SLOW,
  )

  test(
    'what we started is seen, shown and taken down by Compose',
    async () => {
      await using project = await dockerProject()
      await project.ok('up', '--no-services', '--with', 'cache')
      const listed = await compose(project, 'ps', '--services')
      expect(listed.trim().split('\n').toSorted()).toEqual(['dynamodb', 'mongo', 'postgres', 'redis'])
      expect(await compose(project, 'ls', '--format', 'json')).toContain(project.project)
      expect(await compose(project, 'logs', 'postgres')).toContain('database system is ready')
      await compose(project, 'down', '--volumes')
      expect(await projectThings(project.project)).toEqual([])
      expect(
        (JSON.parse((await project.run('status', '--json')).stdout) as StackStatus).stores.mongo.status,
      ).toBe('stopped')
    },
    SLOW,
  )
})

/** Runs `docker compose` for the project, with its images and ports; resolves to what it said. */
async function compose(project: DockerProject, ...args: readonly string[]): Promise<string> {
  const env = { ...process.env, ...project.env }
  const { stdout } = await promisify(execFile)('docker', ['compose', '-p', project.project, ...args], { env })
  return stdout
}

async function idsOf(project: DockerProject): Promise<readonly string[]> {
  const ids = await compose(project, 'ps', '--all', '--quiet')
  return ids
    .split('\n')
    .filter((id) => id !== '')
    .toSorted()
}
