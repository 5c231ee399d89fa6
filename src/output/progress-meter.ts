const BAR_WIDTH = 20
/** Before that a speed would be a guess. */
const LEAST_SECONDS = 0.5

/** How far something is, how fast it goes and how long it will take, in columns that stay where they are. */
export class ProgressMeter {
  #done = 0
  #total = 0
  #unit: 'bytes' | undefined
  /** What was there at the first look is not of this run: something that was cut off goes on from there. */
  #from: { readonly done: number; readonly at: number } | undefined

  /** Less than before is something else that begins. */
  reach(done: number, total: number, unit?: 'bytes'): void {
    if (done < this.#done || total === 0) this.#from = undefined
    this.#done = done
    this.#total = total
    this.#unit = unit
    if (total > 0) this.#from ??= { done, at: performance.now() }
  }

  /** Empty as long as nobody knows how much there is to do. */
  bar(): string {
    if (this.#total === 0) return ''
    const share = Math.min(1, this.#done / this.#total)
    const filled = Math.round(share * BAR_WIDTH)
    const percent = `${Math.floor(share * 100)}%`.padStart(4)
    return `${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${percent} `
  }

  /** What is done in a second, and the time that is left. */
  speed(): readonly string[] {
    if (this.#from === undefined) return []
    const seconds = (performance.now() - this.#from.at) / 1000
    const gained = this.#done - this.#from.done
    if (seconds < LEAST_SECONDS || gained <= 0) return []
    const rate = gained / seconds
    const left = Math.ceil((this.#total - this.#done) / rate)
    return [`${this.#unit === 'bytes' ? megabytes(rate) : amount(rate)}/s`, `${span(left)} left`]
  }
}

function amount(count: number): string {
  return count < 10 ? count.toFixed(1) : Math.round(count).toLocaleString('en-US')
}

function megabytes(bytes: number): string {
  return `${amount(bytes / 1_000_000)} MB`
}

function span(seconds: number): string {
  if (seconds < 60) return `${seconds} s`
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`
  return `${Math.floor(seconds / 3600)} h ${Math.floor((seconds % 3600) / 60)} min`
}
