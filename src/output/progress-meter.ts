const BAR_WIDTH = 20
/** A shorter sample is too inaccurate to show a rate. */
const MIN_SAMPLE_SECONDS = 0.5
/** Of fewer units, such as the steps of a migration, the next one may take much longer or shorter than those before. */
const MIN_SAMPLE_UNITS = 5

/** Renders progress, rate and remaining time, with a bar of constant width. */
export class ProgressMeter {
  #done = 0
  #total = 0
  #unit: 'bytes' | undefined
  /** The first update. What is already done then does not count towards the rate: an interrupted operation resumes there. */
  #baseline: { readonly done: number; readonly at: number } | undefined

  /** Updates the progress. A smaller value than before starts a new measurement. */
  update(done: number, total: number, unit?: 'bytes'): void {
    if (done < this.#done || total === 0) this.#baseline = undefined
    this.#done = done
    this.#total = total
    this.#unit = unit
    if (total > 0) this.#baseline ??= { done, at: performance.now() }
  }

  /** Empty as long as the total is unknown. */
  renderBar(): string {
    if (this.#total === 0) return ''
    const fraction = Math.min(1, this.#done / this.#total)
    const filled = Math.round(fraction * BAR_WIDTH)
    const percent = `${Math.floor(fraction * 100)}%`.padStart(4)
    return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent} `
  }

  /** The rate per second and the remaining time; empty until enough is measured. */
  renderSpeed(): readonly string[] {
    if (this.#baseline === undefined) return []
    const seconds = (performance.now() - this.#baseline.at) / 1000
    const gained = this.#done - this.#baseline.done
    if (seconds < MIN_SAMPLE_SECONDS || gained < MIN_SAMPLE_UNITS) return []
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
