import type { ChalkInstance } from 'chalk'
import { truncate } from '../core/truncate.js'
import { displayWidth } from './display-width.js'
import type { ProgressTask } from './output.js'
import { ProgressMeter } from './progress-meter.js'

const SPINNER_FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/**
 * The tasks that run at this moment, drawn below the story on a terminal and kept out of its way.
 * Without a terminal each task is one plain line when it ends.
 */
export class ProgressTasks {
  readonly #stream: NodeJS.WriteStream
  readonly #style: ChalkInstance
  readonly #live: boolean
  /** How each is drawn in so many columns. */
  readonly #running = new Map<object, (width: number) => string>()
  #timer: NodeJS.Timeout | undefined
  #drawnLines = 0
  #frame = 0

  constructor(stream: NodeJS.WriteStream, style: ChalkInstance, live: boolean) {
    this.#stream = stream
    this.#style = style
    this.#live = live
  }

  /** Writes a line of the story above the running tasks. */
  printLine(text: string): void {
    this.#erase()
    this.#stream.write(`${text}\n`)
    this.#draw()
  }

  start(label: string): ProgressTask {
    const key = {}
    const meter = new ProgressMeter()
    let note = ''
    const end = (checkpoint: string, last: string | undefined): void => {
      if (!this.#running.delete(key)) return
      this.printLine(`${checkpoint} ${label}${last === undefined ? '' : this.#style.dim(` ${last}`)}`)
      if (this.#running.size === 0) clearInterval(this.#timer)
    }
    // A line longer than the terminal would wrap and spoil the redraw.
    this.#running.set(key, (width) => {
      const head = truncate(`${meter.renderBar()}${label}`, width - 2, displayWidth)
      const rest = truncate(
        [...meter.renderSpeed(), note].filter((part) => part !== '').join(', '),
        width - 3 - displayWidth(head),
        displayWidth,
      )
      return `${this.#style.cyan(SPINNER_FRAMES[this.#frame % SPINNER_FRAMES.length] ?? '')} ${head} ${this.#style.dim(rest)}`
    })
    this.#animate()
    return {
      update: (done, total, n, unit) => {
        meter.update(done, total, unit)
        note = n ?? note
      },
      phase: (n) => {
        meter.update(0, 0)
        note = n
        if (!this.#live) this.printLine(`${label}: ${n}`)
      },
      succeed: (last) => end(this.#style.green('✓'), last),
      fail: (last) => end(this.#style.red('✗'), last),
    }
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
    // A terminal that was just opened may not know its size yet.
    const width = this.#stream.columns || 80
    const lines = [...this.#running.values()].map((render) => render(width))
    this.#stream.write(lines.map((line) => `${line}\n`).join(''))
    this.#drawnLines = lines.length
  }

  #erase(): void {
    if (this.#drawnLines > 0) this.#stream.write(`\u001B[${this.#drawnLines}A\u001B[0J`)
    this.#drawnLines = 0
  }
}
