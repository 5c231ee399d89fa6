import { spawnSync } from 'node:child_process'
import type { ResolvedConfig } from '../../src/config/resolved-config.js'
import { getDockerAvailability } from '../../src/providers/docker/daemon/docker-availability.js'
import { connectDaemon } from '../../src/providers/docker/daemon/connect-daemon.js'
import { requestDaemon } from '../../src/providers/docker/daemon/daemon-request.js'
import { createTestConfig } from './create-test-config.js'

/** The images that test/support/docker-images/build-images.sh makes. */
export const TEST_IMAGES: Readonly<
  Record<'postgres' | 'dynamodb' | 'mongo' | 'redis' | 'pgbouncer', string>
> = {
  postgres: 'homemanager-test/postgres:15',
  dynamodb: 'homemanager-test/dynamodb-local:latest',
  mongo: 'homemanager-test/mongo:7',
  redis: 'homemanager-test/redis:7',
  pgbouncer: 'homemanager-test/pgbouncer:latest',
}

/**
 * Whether tests with Docker can run here. Where they cannot they are skipped, aloud; with CI=true, where a Docker
 * engine must be, that is an error.
 */
export async function canTestWithDocker(): Promise<boolean> {
  const lacking = await findMissingPrerequisite()
  if (lacking === undefined) return true
  if (process.env['CI'] === 'true') throw new Error(`Tests with Docker must run in CI: ${lacking}`)
  process.stderr.write(`SKIPPED, tests with Docker: ${lacking}\n`)
  return false
}

/** Whether tests with a real `docker compose` can run here; said aloud, or an error in CI, as above. */
export async function canTestWithCompose(): Promise<boolean> {
  if (!(await canTestWithDocker())) return false
  if (spawnSync('docker', ['compose', 'version']).status === 0) return true
  const lacking = 'there is no docker compose; bash .ci/install-compose'
  if (process.env['CI'] === 'true') throw new Error(`Tests with Compose must run in CI: ${lacking}`)
  process.stderr.write(`SKIPPED, tests with Compose: ${lacking}\n`)
  return false
}

/** A configuration on the test images, with a project name that no other test has. */
export function createDockerTestConfig(home: string): ResolvedConfig {
  const config = createTestConfig(home)
  return {
    ...config,
    project: `hm-test-${crypto.randomUUID().slice(0, 8)}`,
    provider: 'docker',
    postgres: { ...config.postgres, image: TEST_IMAGES.postgres },
    dynamodb: { ...config.dynamodb, image: TEST_IMAGES.dynamodb },
    mongo: { ...config.mongo, image: TEST_IMAGES.mongo },
  }
}

/** Every container, network and volume of a project, by name; empty after `down --volumes`. */
export async function listProjectResources(project: string): Promise<readonly string[]> {
  const daemon = await connectDaemon()
  const filters = encodeURIComponent(JSON.stringify({ label: [`com.docker.compose.project=${project}`] }))
  const [containers, networks, volumes] = await Promise.all([
    requestDaemon<{ Names: string[] }[]>(daemon, { path: `/containers/json?all=true&filters=${filters}` }),
    requestDaemon<{ Name: string }[]>(daemon, { path: `/networks?filters=${filters}` }),
    requestDaemon<{ Volumes: { Name: string }[] | null }>(daemon, { path: `/volumes?filters=${filters}` }),
  ])
  return [
    ...(containers ?? []).map(({ Names }) => `container ${(Names[0] ?? '').slice(1)}`),
    ...(networks ?? []).map(({ Name }) => `network ${Name}`),
    ...(volumes?.Volumes ?? []).map(({ Name }) => `volume ${Name}`),
  ].sort()
}

async function findMissingPrerequisite(): Promise<string | undefined> {
  const { available, summary } = await getDockerAvailability()
  if (!available) return summary
  const daemon = await connectDaemon()
  const missing: string[] = []
  for (const image of Object.values(TEST_IMAGES)) {
    const found = await requestDaemon(daemon, { path: `/images/${image}/json` })
    if (found === undefined) missing.push(image)
  }
  if (missing.length === 0) return undefined
  return `${missing.join(', ')} missing; build with sh test/support/docker-images/build-images.sh`
}
