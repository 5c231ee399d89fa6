import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { PortChoice, PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { packageFile } from '../../core/package-file.js'
import { startGuardian } from '../start-guardian.js'
import { removeEphemeral } from './remove-ephemeral.js'

/** A project of its own in a temporary folder. Disposing stops what runs there and deletes it. */
export interface EphemeralHome extends AsyncDisposable {
  readonly config: ResolvedConfig
}

// The compiled file, from the sources as well (tests).
const GUARDIAN = packageFile('dist/stack/ephemeral/guardian.js')

/** Makes the folder, and a guardian process that deletes it and what runs there when this process is gone. */
export async function ephemeralHome(base: ResolvedConfig): Promise<EphemeralHome> {
  const home = mkdtempSync(join(tmpdir(), 'homemanager-'))
  const project = basename(home).toLowerCase()
  const config: ResolvedConfig = { ...ownEngines(base), project, home, ports: anyPorts(base.ports) }
  const guardian = startGuardian(GUARDIAN)
  guardian.send(config)
  return {
    config,
    async [Symbol.asyncDispose]() {
      try {
        await removeEphemeral(config)
      } finally {
        // First the folder: should this process be killed now, the guardian still does all that is left.
        rmSync(home, { recursive: true, force: true })
        // While it is awaited it must hold this process open: nothing else may.
        guardian.ref()
        const ended = guardian.exitCode === null && guardian.signalCode === null && once(guardian, 'exit')
        guardian.kill('SIGKILL')
        await ended
      }
    },
  }
}

/**
 * Without the addresses of a stack that runs, which `eval "$(homemanager env)"` and `homemanager exec` set: what is
 * deleted at the end must be our own.
 */
function ownEngines(base: ResolvedConfig): ResolvedConfig {
  if (base.provider === 'external') return base
  const { url: _postgres, poolUrl: _pool, ...postgres } = base.postgres
  const { endpoint: _dynamodb, ...dynamodb } = base.dynamodb
  const { url: _mongo, ...mongo } = base.mongo
  return { ...base, postgres, dynamodb, mongo }
}

/** Any free port, except where the user pinned one. */
function anyPorts(ports: ResolvedConfig['ports']): ResolvedConfig['ports'] {
  const any = Object.entries(ports).map(([name, choice]): [string, PortChoice] => [
    name,
    choice.pinned ? choice : { port: 0, pinned: false },
  ])
  return Object.fromEntries(any) as Record<PortName, PortChoice>
}
