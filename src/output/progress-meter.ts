const BAR_WIDTH = 20
/** Before that a speed would be a guess. */
const MIN_SAMPLE_SECONDS = 0.5

/** How far something is, how fast it goes and how long it will take, in columns that stay where they are. */
export class ProgressMeter {
  #done = 0
  #total = 0
  #unit: 'bytes' | undefined
  /** What was there at the first look is not of this run: something that was cut off goes on from there. */
  #baseline: { readonly done: number; readonly at: number } | undefined

  /** Less than before is something else that begins. */
  update(done: number, total: number, unit?: 'bytes'): void {
    if (done < this.#done || total === 0) this.#baseline = undefined
    this.#done = done
    this.#total = total
    this.#unit = unit
    if (total > 0) this.#baseline ??= { done, at: performance.now() }
  }

  /** Empty as long as nobody knows how much there is to do. */
  renderBar(): string {
    if (this.#total === 0) return ''
    const share = Math.min(1, this.#done / this.#total)
    const filled = Math.round(share * BAR_WIDTH)
    const percent = `${Math.floor(share * 100)}%`.padStart(4)
    return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent} `
  }

  /** What is done in a second, and the time that is left. */
  renderSpeed(): readonly string[] {
    if (this.#baseline === undefined) return []
    const seconds = (performance.now() - this.#baseline.at) / 1000
    const gained = this.#done - this.#baseline.done
    if (seconds < MIN_SAMPLE_SECONDS || gained <= 0) return []
    const rate = gained / seconds
    const left = Math.ceil((this.#total - this.#done) / rate)
    return [
      `${this.#unit === 'bytes' ? formatMegabytes(rate) : formatAmount(rate)}/s`,
      `${formatDuration(left)} left`,
    ]
  }
}

function formatAmount(count: number): string {
  return count < 10 ? count.toFixed(1) : Math.round(count).toLocaleString('en-US')
}

function formatMegabytes(bytes: number): string {
  return `${formatAmount(bytes / 1_000_000)} MB`
}

function formatDuration(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
