import { resolveSections } from '../../src/config/resolve-config.js'
import type { PortChoice, ResolvedConfig } from '../../src/config/resolved-config.js'
import { ADDON_SETTINGS } from '../../src/config/settings/addon-settings.js'
import { type PortName, PORTS } from '../../src/config/settings/ports.js'
import { SERVICES } from '../../src/config/settings/service-settings.js'
import { STORE_SETTINGS } from '../../src/config/settings/store-settings.js'

/** A configuration for tests: everything in `home`, any free ports, and nothing from the environment. */
export function createTestConfig(home: string): ResolvedConfig {
  const anyPort = { port: 0, pinned: false }
  return {
    project: 'test',
    root: home,
    home,
    provider: 'embedded',
    ports: Object.fromEntries(Object.keys(PORTS).map((name) => [name, anyPort])) as Record<
      PortName,
      PortChoice
    >,
    ...resolveSections(STORE_SETTINGS, {}, {}),
    ...resolveSections(ADDON_SETTINGS, {}, {}),
    services: resolveSections(SERVICES, {}, {}),
    http: {},
    migrations: { directories: {}, lockTimeoutMs: 10_000, statementTimeoutMs: 60_000 },
    addons: [],
    fileAddons: [],
    backups: { keep: '7d' },
  }
}
