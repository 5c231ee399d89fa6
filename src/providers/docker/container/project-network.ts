import type { ResolvedConfig } from '../../../config/resolved-config.js'
import { LABELS, networkName, resourceLabels } from '../compose/compose-labels.js'
import { getDockerClient } from '../daemon/connect-daemon.js'
import type { DaemonAddress } from '../daemon/daemon-address.js'
import { requestDaemon } from '../daemon/daemon-request.js'
import { removeNetwork } from './remove-network.js'

/** A container that is about to be connected to its project's network. End it with `connected` or `abandon`. */
export interface NetworkUse {
  /** Resolves when the network exists. */
  readonly ready: Promise<void>
  /** The container runs, so the daemon keeps the network. */
  connected(): void
  /** The container was removed. Removes the network unless another container uses it or is about to. */
  abandon(): Promise<void>
}

interface SharedNetwork {
  users: number
  /** The last creation or removal, which the next one waits for. */
  change: Promise<void>
}

interface ListedNetwork {
  readonly Id: string
  readonly Name: string
}

const networks = new Map<string, SharedNetwork>()

/**
 * Creates the project's network if it does not exist. The engines of a stack start concurrently: they share one request,
 * because Docker permits two networks with the same name, and one that fails and is tried again on another port must not
 * remove the network that the others have not been connected to yet.
 */
export function useNetwork(daemon: DaemonAddress, config: ResolvedConfig): NetworkUse {
  const name = networkName(config.project)
  const shared = networks.get(name) ?? { users: 0, change: Promise.resolve() }
  networks.set(name, shared)
  shared.users += 1
  if (shared.users === 1) shared.change = shared.change.then(async () => createNetwork(daemon, config, name))
  return {
    ready: shared.change,
    connected: () => void (shared.users -= 1),
    async abandon() {
      shared.users -= 1
      if (shared.users > 0) return
      const removal = removeNetwork(daemon, config.project)
      shared.change = removal.catch(() => {})
      await removal
    },
  }
}

async function createNetwork(daemon: DaemonAddress, config: ResolvedConfig, name: string): Promise<void> {
  const filters = encodeURIComponent(JSON.stringify({ name: [`^${name}$`] }))
  const found = await requestDaemon<readonly ListedNetwork[]>(daemon, {
    path: `/networks?filters=${filters}`,
  })
  if (found?.some((network) => network.Name === name)) return
  const docker = await getDockerClient()
  await docker.createNetwork({
    Name: name,
    CheckDuplicate: true,
    Labels: { ...resourceLabels(config), [LABELS.network]: 'default' },
  })
}
