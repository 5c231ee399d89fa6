import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { choosePorts, type PortConstraints, type PortPlan } from '../ports/choose-ports.js'
import { isPortConflict } from '../ports/is-port-conflict.js'
import type { StackReporter } from '../stack/stack-reporter.js'

/** How often somebody may take the port that was just found free. */
export const MAX_PORT_ATTEMPTS = 5

/** Where the ports of a stack are kept. */
export interface SavedPorts {
  read(): PortPlan
  write(ports: PortPlan): void
}

/** The ports of one run of `up`: chosen, told where they moved, and remembered. */
export class PortAllocator {
  readonly #config: ResolvedConfig
  readonly #reporter: StackReporter
  readonly #saved: SavedPorts

  constructor(config: ResolvedConfig, reporter: StackReporter, remembered: SavedPorts) {
    this.#config = config
    this.#reporter = reporter
    this.#saved = remembered
  }

  /** A free port for each. */
  async allocate(names: readonly PortName[], known?: PortConstraints): Promise<PortPlan> {
    const { ports, moved } = await choosePorts(this.#config, names, this.#saved.read(), known)
    for (const { name, from, to, owner } of moved) {
      this.#reporter.warn(`Port ${from} is in use by ${owner}; ${name} moves to ${to} and stays there.`)
    }
    this.#saved.write({ ...this.#saved.read(), ...ports })
    return ports
  }

  /** Somebody may take a port after it was found free: the next one is tried then, or the pinned one refused. */
  async startOnFreePort<T>(
    name: PortName,
    chosen: number | undefined,
    start: (port: number) => Promise<T>,
  ): Promise<T> {
    let port = chosen ?? this.#config.ports[name].port
    for (let tries = 1; ; tries++) {
      try {
        return await start(port)
      } catch (error) {
        if (tries === MAX_PORT_ATTEMPTS || !(await isPortConflict(error, port))) throw error
        port = (await this.allocate([name], { inUse: port }))[name] ?? port
      }
    }
  }
}
