import type { PortName, ResolvedConfig } from '../../config/resolved-config.js'
import { choosePorts, type PortKnowledge, type PortPlan } from '../ports/choose-ports.js'
import { portTaken } from '../ports/port-taken.js'
import type { StackStory } from '../stack-story.js'

/** How often somebody may take the port that was just found free. */
export const PORT_TRIES = 5

/** Where the ports of a stack are kept. */
export interface RememberedPorts {
  read(): PortPlan
  write(ports: PortPlan): void
}

/** The ports of one run of `up`: chosen, told where they moved, and remembered. */
export class FreePorts {
  readonly #config: ResolvedConfig
  readonly #story: StackStory
  readonly #remembered: RememberedPorts

  constructor(config: ResolvedConfig, story: StackStory, remembered: RememberedPorts) {
    this.#config = config
    this.#story = story
    this.#remembered = remembered
  }

  /** A free port for each. */
  async choose(names: readonly PortName[], known?: PortKnowledge): Promise<PortPlan> {
    const { ports, moved } = await choosePorts(this.#config, names, this.#remembered.read(), known)
    for (const { name, from, to, owner } of moved) {
      this.#story.warn(`Port ${from} is in use by ${owner}; ${name} moves to ${to} and stays there.`)
    }
    this.#remembered.write({ ...this.#remembered.read(), ...ports })
    return ports
  }

  /** Somebody may take a port after it was found free: the next one is tried then, or the pinned one refused. */
  async on<T>(name: PortName, chosen: number | undefined, start: (port: number) => Promise<T>): Promise<T> {
    let port = chosen ?? this.#config.ports[name].port
    for (let tries = 1; ; tries++) {
      try {
        return await start(port)
      } catch (error) {
        if (tries === PORT_TRIES || !(await portTaken(error, port))) throw error
        port = (await this.choose([name], { taken: port }))[name] ?? port
      }
    }
  }
}
