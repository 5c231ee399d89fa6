import { spawnSync } from 'node:child_process'
import type { EngineRecord, Provider } from '../../src/providers/provider.js'
import { waitUntil } from './wait-until.js'
import type { ResolvedConfig } from '../../src/config/resolved-config.js'
import { getDockerAvailability } from '../../src/providers/docker/daemon/docker-availability.js'
import { connectDaemon } from '../../src/providers/docker/daemon/connect-daemon.js'
import { requestDaemon } from '../../src/providers/docker/daemon/daemon-request.js'
import { createTestConfig } from './create-test-config.js'

/** The images that test/support/docker-images/build-images.sh builds. */
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
 * Whether tests with Docker can run. If not, prints that they are skipped; with CI=true, which requires a Docker daemon,
 * throws.
 */
export async function canTestWithDocker(): Promise<boolean> {
  const reason = await findMissingPrerequisite()
  if (reason === undefined) return true
  if (process.env['CI'] === 'true') throw new Error(`Tests with Docker must run in CI: ${reason}`)
  process.stderr.write(`SKIPPED, tests with Docker: ${reason}\n`)
  return false
}

/** Whether tests with `docker compose` can run. If not, prints that they are skipped, or throws in CI. */
export async function canTestWithCompose(): Promise<boolean> {
  if (!(await canTestWithDocker())) return false
  if (spawnSync('docker', ['compose', 'version']).status === 0) return true
  const reason = 'docker compose is not installed; run bash .ci/install-compose'
  if (process.env['CI'] === 'true') throw new Error(`Tests with Compose must run in CI: ${reason}`)
  process.stderr.write(`SKIPPED, tests with Compose: ${reason}\n`)
  return false
}

/** A configuration with the test images and a unique project name. */
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
  return `${missing.join(', ')} missing; run sh test/support/docker-images/build-images.sh`
}

/** Creates the login of a new container, as `up` does as soon as the container is ready. */
export async function grantTestAccess(
  provider: Provider,
  record: EngineRecord,
  config: ResolvedConfig,
): Promise<void> {
  await waitUntil(async () => {
    try {
      await provider.grantAccess?.(record, config)
      return true
    } catch {
      return false
    }
  }, 60_000)
}
