import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import type { Environment } from './environment.js'
import type { PortChoice, ResolvedConfig } from './resolved-config.js'
import type { PortName } from './settings/ports.js'

const ROOT = 'HOMEMANAGER_STACK_ROOT'
const HOME = 'HOMEMANAGER_STACK_HOME'
const DIGEST = 'HOMEMANAGER_STACK_DIGEST'

/**
 * The variables that `env` and `exec` add to the addresses of a stack: its directories, and digests of the values. They
 * distinguish exported addresses, which are those of that stack only, from addresses that the user has set.
 */
export function createStackVariables(
  { root, home }: Pick<ResolvedConfig, 'root' | 'home'>,
  addresses: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  return { [ROOT]: root, [HOME]: home, [DIGEST]: Object.values(addresses).map(toDigest).join(',') }
}

/** The environment without the addresses that `env` or `exec` has set. The state file has those of this project. */
export function removeExportedAddresses(environment: Environment): Environment {
  const digests = new Set((environment[DIGEST] ?? '').split(','))
  return Object.fromEntries(
    Object.entries(environment).filter(
      ([name, value]) =>
        !name.startsWith('HOMEMANAGER_') || value === undefined || !digests.has(toDigest(value)),
    ),
  )
}

/**
 * The settings of a command that runs in the environment of a stack. In that of an ephemeral stack of this project, they are
 * those of the ephemeral stack. Addresses of another stack are ignored; `ignoredStack` names it, for a notice.
 */
export function applyExportedStack(config: ResolvedConfig, environment: Environment): ResolvedConfig {
  const [root, home] = [environment[ROOT], environment[HOME]]
  if (root === undefined || home === undefined || home === config.home) return config
  if (!isEphemeralHome(home) || root !== config.root) return { ...config, ignoredStack: root }
  if (!existsSync(join(home, 'state.json'))) return config
  return { ...config, project: toEphemeralName(home), home, ports: toFreePorts(config.ports) }
}

/** Whether a state directory is that of an ephemeral stack, a temporary directory outside of any project. */
export function isEphemeralHome(home: string): boolean {
  return basename(dirname(home)) !== '.homemanager'
}

/** The project name of the ephemeral stack in this directory. */
export function toEphemeralName(home: string): string {
  return basename(home).toLowerCase()
}

/** Any free port for each component, except for `pinned` ports. */
export function toFreePorts(
  ports: ResolvedConfig['ports'],
  pinned: Readonly<Partial<Record<PortName, number>>> = {},
): ResolvedConfig['ports'] {
  const choices = Object.keys(ports).map((name): [string, PortChoice] => {
    const port = pinned[name as PortName] ?? 0
    return [name, { port, pinned: port !== 0 }]
  })
  return Object.fromEntries(choices) as Record<PortName, PortChoice>
}

function toDigest(value: string): string {
  return createHash('sha256').update(value).digest('hex').slice(0, 12)
}
