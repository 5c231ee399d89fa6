/** A line of the engine's answer to a pull (Engine API, "Create an image"). */
export interface PullEvent {
  readonly id?: string
  readonly status?: string
  readonly error?: string
  readonly progressDetail?: { readonly current?: number; readonly total?: number }
}

export interface PullAmount {
  /** Bytes. */
  readonly done: number
  /** Bytes that are known of so far; grows while the engine learns of layers. */
  readonly total: number
}

interface Layer {
  readonly done: number
  readonly total: number
}

/** Adds up the layers of one image: the engine tells of each layer by itself. Layers that are here already count nothing. */
export class PullProgress {
  readonly #layers = new Map<string, Layer>()

  /** Takes one event; resolves to the new sum where it changed. */
  take(event: PullEvent): PullAmount | undefined {
    const { id, status, progressDetail } = event
    if (id === undefined) return undefined
    const known = this.#layers.get(id)
    if (status === 'Downloading' && progressDetail?.total !== undefined) {
      this.#layers.set(id, { done: progressDetail.current ?? 0, total: progressDetail.total })
    } else if ((status === 'Download complete' || status === 'Pull complete') && known !== undefined) {
      this.#layers.set(id, { done: known.total, total: known.total })
    } else {
      return undefined
    }
    return this.#sum()
  }

  #sum(): PullAmount {
    let done = 0
    let total = 0
    for (const layer of this.#layers.values()) {
      done += layer.done
      total += layer.total
    }
    return { done, total }
  }
}
