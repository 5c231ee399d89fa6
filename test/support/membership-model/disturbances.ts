import { setTimeout as sleep } from 'node:timers/promises'
import { STORE_NAMES, type StoreName } from '../../../src/core/store-name.js'
import type { KillableHost } from '../killable-host.js'
import type { KillableStack } from '../killable-stack.js'

/** What the actions `stall` and `kill` choose from. */
export interface DisturbanceLimits {
  readonly stallsMs: readonly number[]
  /** Whether engines are killed too, not only the hosts of the services. */
  readonly killEngines: boolean
}

interface Component {
  pause(): () => void
  kill(): Promise<void>
  restart(): Promise<void>
}

/** At the same time, so that some requests succeed. */
const MAX_RUNNING = 2

/** Stalls and kills of a stack, while its clients go on. */
export class Disturbances {
  private readonly components: readonly Component[]
  private readonly running = new Map<Component, Promise<void>>()
  /** How many there have been. */
  count = 0

  constructor(
    stack: KillableStack,
    hosts: readonly KillableHost[],
    private readonly limits: DisturbanceLimits,
  ) {
    this.components = [...hosts, ...STORE_NAMES.map((store) => toComponent(stack, store))]
  }

  /** Stops a component with SIGSTOP for a while. */
  stall(component: number, duration: number): void {
    const { stallsMs } = this.limits
    this.start(this.components[component % this.components.length], async (chosen) => {
      const resume = chosen.pause()
      await sleep(stallsMs[duration % stallsMs.length])
      resume()
    })
  }

  /** Kills a component and starts it again. */
  kill(component: number): void {
    const { killEngines } = this.limits
    const killable = killEngines ? this.components : this.components.slice(0, -STORE_NAMES.length)
    this.start(killable[component % killable.length], async (chosen) => {
      await chosen.kill()
      await chosen.restart()
    })
  }

  /** Waits until every component runs. */
  async settle(): Promise<void> {
    await Promise.all(this.running.values())
  }

  /** Repeats a request of the test itself to a store, which a disturbance may have interrupted. */
  async repeat<T>(send: () => Promise<T>): Promise<T> {
    for (;;) {
      const before = this.count
      const disturbed = this.running.size > 0
      try {
        return await send()
      } catch (error) {
        if (!disturbed && this.count === before) throw error
        await this.settle()
      }
    }
  }

  private start(component: Component | undefined, disturb: (component: Component) => Promise<void>): void {
    if (component === undefined || this.running.size >= MAX_RUNNING || this.running.has(component)) return
    this.count++
    const disturbance = disturb(component).finally(() => this.running.delete(component))
    // A failure is reported by settle().
    disturbance.catch(() => {})
    this.running.set(component, disturbance)
  }
}

function toComponent(stack: KillableStack, store: StoreName): Component {
  return {
    pause: () => stack.pause(store),
    kill: async () => stack.kill(store),
    restart: async () => stack.restart(store),
  }
}
