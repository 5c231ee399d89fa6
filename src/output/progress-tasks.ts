import type { ChalkInstance } from 'chalk'
import { truncate } from '../core/truncate.js'
import { displayWidth } from './display-width.js'
import type { ProgressTask } from './output.js'
import { ProgressMeter } from './progress-meter.js'

const SPINNER_FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']

/**
 * The running tasks. On a terminal they are redrawn below the printed lines; otherwise each task prints a plain line when
 * it ends.
 */
export class ProgressTasks {
  readonly #stream: NodeJS.WriteStream
  readonly #style: ChalkInstance
  readonly #live: boolean
  /** How to render each task in the given number of columns. */
  readonly #running = new Map<object, (width: number) => string>()
  #timer: NodeJS.Timeout | undefined
  #drawnLines = 0
  #frame = 0

  constructor(stream: NodeJS.WriteStream, style: ChalkInstance, live: boolean) {
    this.#stream = stream
    this.#style = style
    this.#live = live
  }

  /** Prints a line above the running tasks. */
  printLine(text: string): void {
    this.#erase()
    this.#stream.write(`${text}\n`)
    this.#draw()
  }

  start(label: string): ProgressTask {
    const key = {}
    const meter = new ProgressMeter()
    let note = ''
    const remove = (): boolean => {
      const wasRunning = this.#running.delete(key)
      if (this.#running.size === 0) clearInterval(this.#timer)
      return wasRunning
    }
    const end = (symbol: string, finalNote: string | undefined): void => {
      if (!remove()) return
      this.printLine(`${symbol} ${label}${finalNote === undefined ? '' : this.#style.dim(` ${finalNote}`)}`)
    }
    // A line that wraps would break the redraw.
    this.#running.set(key, (width) => {
      const title = truncate(`${meter.renderBar()}${label}`, width - 2, displayWidth)
      const details = truncate(
        [...meter.renderSpeed(), note].filter((detail) => detail !== '').join(', '),
        width - 3 - displayWidth(title),
        displayWidth,
      )
      return `${this.#style.cyan(SPINNER_FRAMES[this.#frame % SPINNER_FRAMES.length] ?? '')} ${title} ${this.#style.dim(details)}`
    })
    this.#animate()
    return {
      update: (done, total, newNote, unit) => {
        meter.update(done, total, unit)
        note = newNote ?? note
      },
      phase: (newNote) => {
        meter.update(0, 0)
        note = newNote
        if (!this.#live) this.printLine(`${label}: ${newNote}`)
      },
      succeed: (finalNote) => end(this.#style.green('✓'), finalNote),
      fail: (finalNote) => end(this.#style.red('✗'), finalNote),
      cancel: () => {
        if (!remove()) return
        this.#erase()
        this.#draw()
      },
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
    // The size of a terminal that was just opened may still be unknown.
    const width = this.#stream.columns || 80
    const lines = [...this.#running.values()].map((render) => render(width))
    this.#stream.write(lines.map((line) => `${line}\n`).join(''))
    this.#drawnLines = lines.length
  }

  #erase(): void {
    // The terminal may have echoed ^C, so that the cursor is not in the first column.
    if (this.#drawnLines > 0) this.#stream.write(`\r\u001B[${this.#drawnLines}A\u001B[0J`)
    this.#drawnLines = 0
  }
}
