import type { ObservedQueue } from '../telemetry/queue-gauges.js'

export interface UpstreamLoad {
  /** Requests that are being sent or wait for a connection. */
  inFlight: number
  /** Requests that were rejected because too many were waiting. */
  rejected: number
}

/** The load of each upstream, for the metrics. */
export class UpstreamLoads {
  readonly #loads = new Map<string, UpstreamLoad>()

  /** The load of one upstream, to be updated by its proxy. */
  add(name: string): UpstreamLoad {
    const load = { inFlight: 0, rejected: 0 }
    this.#loads.set(name, load)
    return load
  }

  list(): readonly ObservedQueue[] {
    return [...this.#loads].map(([name, { inFlight, rejected }]) => ({
      name: `upstream_${name}`,
      length: inFlight,
      rejected,
    }))
  }
}
