import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { PortChoice, PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { getPackagePath } from '../../core/package-path.js'
import { startReaper } from '../components/start-reaper.js'
import { removeEphemeralProject } from './remove-ephemeral-project.js'

/** A project of its own in a temporary folder. Disposing stops what runs there and deletes it. */
export interface EphemeralProject extends AsyncDisposable {
  readonly config: ResolvedConfig
}

// The compiled file, from the sources as well (tests).
const REAPER_PROGRAM = getPackagePath('dist/project/ephemeral/ephemeral-reaper.js')

/** Makes the folder, and a guardian process that deletes it and what runs there when this process is gone. */
export async function createEphemeralProject(base: ResolvedConfig): Promise<EphemeralProject> {
  const home = mkdtempSync(join(tmpdir(), 'homemanager-'))
  const project = basename(home).toLowerCase()
  const config: ResolvedConfig = {
    ...withoutConfiguredUrls(base),
    project,
    home,
    ports: withAnyPorts(base.ports),
  }
  const reaper = startReaper(REAPER_PROGRAM)
  reaper.send(config)
  return {
    config,
    async [Symbol.asyncDispose]() {
      try {
        await removeEphemeralProject(config)
      } finally {
        // First the folder: should this process be killed now, the guardian still does all that is left.
        rmSync(home, { recursive: true, force: true })
        // While it is awaited it must hold this process open: nothing else may.
        reaper.ref()
        const ended = reaper.exitCode === null && reaper.signalCode === null && once(reaper, 'exit')
        reaper.kill('SIGKILL')
        await ended
      }
    },
  }
}

/**
 * Without the addresses of a stack that runs, which `eval "$(homemanager env)"` and `homemanager exec` set: what is
 * deleted at the end must be our own.
 */
function withoutConfiguredUrls(base: ResolvedConfig): ResolvedConfig {
  if (base.provider === 'external') return base
  const { url: _postgres, poolUrl: _pool, ...postgres } = base.postgres
  const { endpoint: _dynamodb, ...dynamodb } = base.dynamodb
  const { url: _mongo, ...mongo } = base.mongo
  return { ...base, postgres, dynamodb, mongo }
}

/** Any free port, except where the user pinned one. */
function withAnyPorts(ports: ResolvedConfig['ports']): ResolvedConfig['ports'] {
  const any = Object.entries(ports).map(([name, choice]): [string, PortChoice] => [
    name,
    choice.pinned ? choice : { port: 0, pinned: false },
  ])
  return Object.fromEntries(any) as Record<PortName, PortChoice>
}
