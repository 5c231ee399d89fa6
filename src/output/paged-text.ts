import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { findOnPath } from '../core/find-on-path.js'
import type { PagerOptions, TextSink } from './output.js'
import { displayWidth } from './display-width.js'

/** Options of `less`: end if the text fits on the screen, pass colors through, cut long lines, leave the text on the screen. */
const LESS_OPTIONS = 'FRSX'
/** More than fits into the pipe of a pager that has not read anything. */
const MAX_KEPT_CHARACTERS = 1_000_000
/** What `sh` exits with if the program does not exist or cannot be run. */
const NOT_STARTED = new Set([126, 127])

/** A text for a terminal. It is shown with a pager once it has more lines than the screen. */
export class PagedText implements TextSink {
  readonly #stdout: NodeJS.WriteStream
  readonly #pager: string | undefined
  readonly #options: PagerOptions
  readonly #onEnd: () => void
  /** What is not written yet, then what the pager was given first, in case it does not start. */
  #text = ''
  #lines = 0
  #child: ChildProcess | undefined
  #exit: Promise<unknown> | undefined
  #isEnded = false
  #signals: Disposable | undefined

  /** `onEnd` is called once, when other text can be printed. */
  constructor(stdout: NodeJS.WriteStream, options: PagerOptions, onEnd: () => void) {
    this.#stdout = stdout
    this.#options = options
    this.#onEnd = onEnd
    this.#pager = findPager(process.env)
  }

  async write(text: string): Promise<boolean> {
    if (this.#pager === undefined) return writeTo(this.#stdout, text)
    if (this.#child !== undefined) return this.#send(text)
    this.#text += text
    this.#lines += countLines(text, this.#stdout.columns || 80)
    if (this.#lines < (this.#stdout.rows || 24)) return true
    this.#start(this.#pager)
    const first = this.#text
    this.#text = ''
    return this.#send(first)
  }

  async end(): Promise<void> {
    if (this.#child === undefined) {
      const text = this.#text
      this.#text = ''
      if (text !== '') await writeTo(this.#stdout, text)
    } else {
      this.#child.stdin?.end()
      await this.#exit
      if (this.#hasFailed) await this.#send('')
      this.#signals?.[Symbol.dispose]()
      this.#signals = undefined
    }
    this.#onEnd()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end()
  }

  #start(pager: string): void {
    const child = spawn('sh', ['-c', pager], {
      stdio: ['pipe', 'inherit', 'inherit'],
      env: { LESS: LESS_OPTIONS, LV: '-c', ...process.env },
    })
    this.#child = child
    this.#exit = new Promise((resolve) => child.once('close', resolve).once('error', resolve))
    const stop = (): void => {
      this.#isEnded = true
    }
    child.once('close', stop).once('error', stop)
    // It was ended before it has read everything.
    child.stdin.on('error', stop)
    this.#signals = this.#options.signalHandler.forwardTo((name) => {
      stop()
      child.stdin.end()
      // The terminal has sent Ctrl-C to the pager, too.
      if (name !== 'SIGINT') child.kill(name)
    })
  }

  async #send(text: string): Promise<boolean> {
    const stdin = this.#child?.stdin
    if (this.#hasFailed) {
      const before = this.#text
      this.#text = ''
      return writeTo(this.#stdout, before + text)
    }
    if (!stdin || this.#isEnded) return false
    if (this.#text.length < MAX_KEPT_CHARACTERS) this.#text += text
    if (!stdin.write(text)) {
      const waiting = new AbortController()
      const { signal } = waiting
      await Promise.race([
        once(stdin, 'drain', { signal }),
        once(stdin, 'close', { signal }),
        this.#exit,
      ]).catch(() => {})
      waiting.abort()
    }
    return !this.#isEnded || this.#hasFailed
  }

  /** Whether the pager could not be started. */
  get #hasFailed(): boolean {
    return NOT_STARTED.has(this.#child?.exitCode ?? 0)
  }
}

/** Writes to stdout; resolves when it is ready for more. */
async function writeTo(stdout: NodeJS.WriteStream, text: string): Promise<true> {
  if (text !== '' && !stdout.write(text)) await once(stdout, 'drain')
  return true
}

/** The program that shows long texts: HOMEMANAGER_PAGER, PAGER or less. None if it is empty or `cat`, or if there is no `less`. */
function findPager(env: NodeJS.ProcessEnv): string | undefined {
  const chosen = env['HOMEMANAGER_PAGER'] ?? env['PAGER']
  if (chosen !== undefined) return ['', 'cat'].includes(chosen.trim()) ? undefined : chosen
  return findOnPath('less', env) === undefined ? undefined : 'less'
}

/** The lines that a terminal of this width needs. */
function countLines(text: string, width: number): number {
  const lines = text.split('\n')
  return lines.slice(0, -1).reduce((sum, line) => sum + Math.max(1, Math.ceil(displayWidth(line) / width)), 0)
}
