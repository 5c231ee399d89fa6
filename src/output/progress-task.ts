import type { ChalkInstance } from 'chalk'
import type { ProgressTask } from './output.js'

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const BAR_WIDTH = 24

/**
 * The tasks that run at this moment, drawn below the story on a terminal and kept out of its way.
 * Without a terminal each task is one plain line when it ends.
 */
export class ProgressTasks {
  readonly #stream: NodeJS.WriteStream
  readonly #style: ChalkInstance
  readonly #live: boolean
  readonly #running = new Map<object, () => string>()
  #timer: NodeJS.Timeout | undefined
  #drawn = 0
  #frame = 0

  constructor(stream: NodeJS.WriteStream, style: ChalkInstance, live: boolean) {
    this.#stream = stream
    this.#style = style
    this.#live = live
  }

  /** Writes a line of the story above the running tasks. */
  line(text: string): void {
    this.#erase()
    this.#stream.write(`${text}\n`)
    this.#draw()
  }

  start(label: string): ProgressTask {
    const key = {}
    const started = performance.now()
    let done = 0
    let total = 0
    let note = ''
    const end = (mark: string, last: string | undefined): void => {
      if (!this.#running.delete(key)) return
      this.line(`${mark} ${label}${last === undefined ? '' : this.#style.dim(` ${last}`)}`)
      if (this.#running.size === 0) clearInterval(this.#timer)
    }
    this.#running.set(key, () => `${this.#meter(done, total, started)} ${label} ${this.#style.dim(note)}`)
    this.#animate()
    return {
      update: (d, t, n) => {
        ;[done, total, note] = [d, t, n ?? note]
      },
      succeed: (last) => end(this.#style.green('✓'), last),
      fail: (last) => end(this.#style.red('✗'), last),
    }
  }

  #meter(done: number, total: number, started: number): string {
    const spinner = this.#style.cyan(FRAMES[this.#frame % FRAMES.length] ?? '')
    if (total === 0) return spinner
    const share = Math.min(1, done / total)
    const filled = Math.round(share * BAR_WIDTH)
    const seconds = (performance.now() - started) / 1000
    const left = share > 0 ? Math.round(seconds / share - seconds) : 0
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_WIDTH - filled)
    const rate = Math.round(done / Math.max(seconds, 0.001)).toLocaleString('en-US')
    return `${spinner} ${bar} ${Math.round(share * 100)}% ${rate}/s ${left}s left`
  }

  #animate(): void {
    if (!this.#live || this.#running.size > 1) return
    this.#timer = setInterval(() => {
      this.#frame++
      this.#erase()
      this.#draw()
    }, 80)
    this.#timer.unref()
  }

  #draw(): void {
    if (!this.#live || this.#running.size === 0) return
    const width = this.#stream.columns
    const lines = [...this.#running.values()].map((render) => render())
    this.#stream.write(lines.map((line) => `${cut(line, width)}\n`).join(''))
    this.#drawn = lines.length
  }

  #erase(): void {
    if (this.#drawn > 0) this.#stream.write(`\u001B[${this.#drawn}A\u001B[0J`)
    this.#drawn = 0
  }
}

/** A line longer than the terminal would wrap and spoil the redraw; escapes count here, so this errs to short. */
function cut(line: string, width: number): string {
  return line.length > width + 24 ? `${line.slice(0, width + 20)}…\u001B[0m` : line
}
