/** A line of the engine's answer to a pull (Engine API, "Create an image"). */
export interface PullEvent {
  readonly id?: string
  readonly status?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

export interface PullAmount {
  /** All that is known of is here when its extracting begins. */
  readonly phase: 'pulling' | 'extracting'
  /** Bytes of the layers as they are sent. */
  readonly done: number
  /** Bytes that are known of so far; grows while the engine learns of layers. */
  readonly total: number
}

interface Layer {
  readonly pulled: number
  readonly extracted: number
  readonly total: number
}

/** Adds up the layers of one image: the engine tells of each layer by itself. Layers that are here already count nothing. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>()

  /** Takes one event; resolves to the new sum where it changed. */
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
    const sum = (of: (layer: Layer) => number): number => layers.reduce((all, layer) => all + of(layer), 0)
    const total = sum((layer) => layer.total)
    const pulled = sum((layer) => layer.pulled)
    const extracted = sum((layer) => layer.extracted)
    return pulled === total && extracted > 0
      ? { phase: 'extracting', done: extracted, total }
      : { phase: 'pulling', done: pulled, total }
  }
}
