import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { choosePorts, type PortConstraints, type PortPlan } from '../ports/choose-ports.js'
import { isPortConflict } from '../ports/is-port-conflict.js'
import type { StackReporter } from '../stack/stack-reporter.js'

/** How often a port may be bound by another process after it was chosen. */
export const MAX_PORT_ATTEMPTS = 5

/** Reads and stores the ports of a stack. */
export interface SavedPorts {
  read(): PortPlan
  write(ports: PortPlan): void
}

/** Chooses, reports and stores the ports of one run of `up`. */
export class PortAllocator {
  readonly #config: ResolvedConfig
  readonly #reporter: StackReporter
  readonly #saved: SavedPorts

  constructor(config: ResolvedConfig, reporter: StackReporter, saved: SavedPorts) {
    this.#config = config
    this.#reporter = reporter
    this.#saved = saved
  }

  /** Chooses a free port for each name. */
  async allocate(names: readonly PortName[], known?: PortConstraints): Promise<PortPlan> {
    const { ports, moved } = await choosePorts(this.#config, names, this.#saved.read(), known)
    for (const { name, from, to, owner } of moved) {
      this.#reporter.warn(
        `Port ${from} is in use by ${owner}; using port ${to} for ${name} (remembered for this project).`,
      )
    }
    this.#saved.write({ ...this.#saved.read(), ...ports })
    return ports
  }

  /** Starts a component. If another process bound its port after it was chosen, tries the next one; a pinned port fails. */
  async startOnFreePort<T>(
    name: PortName,
    chosen: number | undefined,
    start: (port: number) => Promise<T>,
  ): Promise<T> {
    let port = chosen ?? this.#config.ports[name].port
    for (let attempt = 1; ; attempt++) {
      try {
        return await start(port)
      } catch (error) {
        if (attempt === MAX_PORT_ATTEMPTS || !(await isPortConflict(error, port))) throw error
        port = (await this.allocate([name], { inUse: port }))[name] ?? port
      }
    }
  }
}
