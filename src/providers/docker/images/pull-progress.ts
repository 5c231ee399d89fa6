/** A line of the daemon's response to a pull (Engine API, "Create an image"). */
export interface PullEvent {
  readonly id?: string
  readonly status?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

export interface PullAmount {
  /** `extracting` begins when all known layers are downloaded. */
  readonly phase: 'pulling' | 'extracting'
  /** Compressed bytes. */
  readonly done: number
  /** Compressed bytes of the layers known so far; increases while the daemon discovers layers. */
  readonly total: number
}

interface Layer {
  readonly pulled: number
  readonly extracted: number
  readonly total: number
}

/** Adds up the layers of an image, which the daemon reports individually. Layers that exist locally are not counted. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>()

  /** Processes an event. Returns the new sum, or `undefined` if it has not changed. */
  update(event: PullEvent): PullAmount | undefined {
    const { id, status, progressDetail } = event
    if (id === undefined) return undefined
    const known = this.#layers.get(id)
    const { current = 0, total } = progressDetail ?? {}
    if (status === 'Downloading' && total !== undefined) {
      this.#layers.set(id, { pulled: current, extracted: 0, total })
    } else if (known === undefined) {
      return undefined
    } else if (status === 'Extracting') {
      this.#layers.set(id, { ...known, pulled: known.total, extracted: Math.min(current, known.total) })
    } else if (status === 'Download complete') {
      this.#layers.set(id, { ...known, pulled: known.total })
    } else if (status === 'Pull complete') {
      this.#layers.set(id, { ...known, pulled: known.total, extracted: known.total })
    } else {
      return undefined
    }
    return this.#sum()
  }

  #sum(): PullAmount {
    const layers = [...this.#layers.values()]
    const sum = (getBytes: (layer: Layer) => number): number =>
      layers.reduce((bytes, layer) => bytes + getBytes(layer), 0)
    const total = sum((layer) => layer.total)
    const pulled = sum((layer) => layer.pulled)
    const extracted = sum((layer) => layer.extracted)
    return pulled === total && extracted > 0
      ? { phase: 'extracting', done: extracted, total }
      : { phase: 'pulling', done: pulled, total }
  }
}
