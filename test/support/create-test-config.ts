import type { ResolvedConfig } from '../../src/config/resolved-config.js'

/** A configuration for tests: everything in `home`, any free ports, and nothing from the environment. */
export function createTestConfig(home: string): ResolvedConfig {
  const anyPort = { port: 0, pinned: false }
  return {
    project: 'test',
    root: home,
    home,
    provider: 'embedded',
    ports: {
      postgres: anyPort,
      dynamodb: anyPort,
      mongo: anyPort,
      gateway: anyPort,
      identity: anyPort,
      todo: anyPort,
      budget: anyPort,
      redis: anyPort,
      pgbouncer: anyPort,
    },
    postgres: { user: 'homemanager', password: 'homemanager', database: 'homemanager_identity' },
    dynamodb: {
      region: 'us-east-1',
      accessKeyId: 'homemanager',
      secretAccessKey: 'homemanager',
      table: 'homemanager-todos',
    },
    mongo: { database: 'homemanager_budget' },
    redis: {},
    pgbouncer: {},
    services: { identity: {}, todo: {}, budget: {} },
    migrations: { directories: {}, lockTimeoutMs: 10_000, statementTimeoutMs: 60_000 },
    addons: [],
  }
}
