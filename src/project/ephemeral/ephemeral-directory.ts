import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { toEphemeralName, toFreePorts } from '../../config/exported-stack.js'
import type { ResolvedConfig } from '../../config/resolved-config.js'
import type { PortName } from '../../config/settings/ports.js'
import { getPackagePath } from '../../core/package-path.js'
import { STORE_NAMES } from '../../core/store-name.js'
import { getStoreDriver } from '../../stores/registry.js'
import { createShortLivedDirectory } from '../../providers/memory-directory.js'
import { startReaper } from '../components/start-reaper.js'
import { removeEphemeralStack } from './remove-ephemeral-stack.js'

/** The temporary directory of a separate project. Disposing stops its stack and deletes the directory. */
export interface EphemeralDirectory extends AsyncDisposable {
  readonly config: ResolvedConfig
}

// The compiled file, even when running from the sources, as tests do.
const REAPER_PROGRAM = getPackagePath('dist/bundle/ephemeral-reaper.cjs')

/**
 * Creates the directory, and a reaper that stops the stack and deletes the directory when this process exits. Its ports are
 * free ones, whatever homemanager.yaml pins, except for those that the caller pins. Its data is in memory if there is room for
 * `bytes`, and no snapshot of it is saved automatically.
 */
export async function createEphemeralDirectory(
  base: ResolvedConfig,
  pinned: Readonly<Partial<Record<PortName, number>>>,
  { bytes = 0 }: { readonly bytes?: number } = {},
): Promise<EphemeralDirectory> {
  const home = createShortLivedDirectory('homemanager-', bytes)
  const project = toEphemeralName(home)
  const { keep } = base.backups
  const config: ResolvedConfig = {
    ...withoutConfiguredUrls(base),
    backups: { keep },
    project,
    home,
    ports: toFreePorts(base.ports, pinned),
  }
  const reaper = startReaper(REAPER_PROGRAM)
  reaper.send(config)
  return {
    config,
    async [Symbol.asyncDispose]() {
      // If this fails or is killed, the reaper does it when this process exits.
      await removeEphemeralStack(config)
      rmSync(home, { recursive: true, force: true })
      // While awaited, the reaper must keep this process alive; perhaps nothing else does.
      reaper.ref()
      const exited = reaper.exitCode === null && reaper.signalCode === null && once(reaper, 'exit')
      reaper.kill('SIGKILL')
      await exited
    },
  }
}

/**
 * Without the addresses of a running stack, which `eval "$(homemanager env)"` and `homemanager exec` set: only data that
 * belongs to the ephemeral project may be deleted at the end.
 */
function withoutConfiguredUrls(base: ResolvedConfig): ResolvedConfig {
  if (base.provider === 'external') return base
  return STORE_NAMES.reduce((config, name) => getStoreDriver(name).external.removeUrl(config), base)
}
