import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PortChoice, PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { removeEphemeral } from './remove-ephemeral.js'

/** A project of its own in a temporary folder. Disposing stops what runs there and deletes it. */
export interface EphemeralHome extends AsyncDisposable {
  readonly config: ResolvedConfig
}

// The compiled file, from the sources as well (tests).
const GUARDIAN = fileURLToPath(new URL('../../../dist/stack/ephemeral/guardian.js', import.meta.url))

/** Makes the folder, and a guardian process that deletes it and what runs there when this process is gone. */
export async function ephemeralHome(base: ResolvedConfig): Promise<EphemeralHome> {
  const home = mkdtempSync(join(tmpdir(), 'homemanager-'))
  const project = basename(home).toLowerCase()
  const config: ResolvedConfig = { ...base, project, home, ports: anyPorts(base.ports) }
  const guardian = fork(GUARDIAN, [], {
    detached: true,
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    execArgv: [],
  })
  guardian.send(config)
  guardian.unref()
  guardian.channel?.unref()
  return {
    config,
    async [Symbol.asyncDispose]() {
      try {
        await removeEphemeral(config)
      } finally {
        const ended = guardian.exitCode === null && guardian.signalCode === null && once(guardian, 'exit')
        guardian.kill('SIGKILL')
        await ended
        rmSync(home, { recursive: true, force: true })
      }
    },
  }
}

/** Any free port, except where the user pinned one. */
function anyPorts(ports: ResolvedConfig['ports']): ResolvedConfig['ports'] {
  const any = Object.entries(ports).map(([name, choice]): [string, PortChoice] => [
    name,
    choice.pinned ? choice : { port: 0, pinned: false },
  ])
  return Object.fromEntries(any) as Record<PortName, PortChoice>
}
