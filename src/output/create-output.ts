import { Chalk, type ChalkInstance, supportsColor, supportsColorStderr } from 'chalk'
import { debug } from '../core/debug.js'
import { HomeError } from '../core/home-error.js'
import { cancelledError } from './cancelled-error.js'
import type { ErrorReport } from './error-report.js'
import type {
  CheckChoice,
  Choice,
  Column,
  OfferOptions,
  Output,
  OutputOptions,
  PagerOptions,
  PromptOptions,
  ProgressTask,
  TaskOptions,
  TextSink,
} from './output.js'
import { PagedText } from './paged-text.js'
import { OUTPUT_ERRORS } from './output-errors.js'
import { ProgressTasks } from './progress-tasks.js'
import { escapeRenderedText } from './escape-control-characters.js'
import { renderTable } from './render-table.js'
import { wrapText } from './wrap-text.js'

/** The width of a terminal that does not tell it. */
const DEFAULT_COLUMNS = 80
/** Of the lines after the first of a wrapped line. */
const WRAP_INDENT = 2

const SILENT_TASK: ProgressTask = {
  update: () => {},
  phase: () => {},
  succeed: () => {},
  fail: () => {},
  cancel: () => {},
}

export interface Streams {
  readonly stdin: NodeJS.ReadStream
  readonly stdout: NodeJS.WriteStream
  readonly stderr: NodeJS.WriteStream
}

/** Creates the output of one command run, by default on the streams of the process. */
export function createOutput(options: OutputOptions, streams: Streams = process): Output {
  return new StreamOutput(options, streams)
}

class StreamOutput implements Output {
  readonly json: boolean
  readonly interactive: boolean
  readonly style: ChalkInstance
  readonly columns: number | undefined
  readonly #options: OutputOptions
  readonly #streams: Streams
  readonly #stderrStyle: ChalkInstance
  readonly #tasks: ProgressTasks
  /** Messages that would disturb a pager. */
  #postponed: string[] | undefined

  constructor(options: OutputOptions, streams: Streams) {
    this.#options = options
    this.#streams = streams
    this.json = options.json
    this.interactive = !options.json && streams.stdin.isTTY && streams.stderr.isTTY
    // The size of a terminal that was just opened may still be unknown.
    this.columns = streams.stdout.isTTY ? streams.stdout.columns || DEFAULT_COLUMNS : undefined
    this.style = new Chalk({ level: options.color && supportsColor ? supportsColor.level : 0 })
    this.#stderrStyle = new Chalk({
      level: options.color && supportsColorStderr ? supportsColorStderr.level : 0,
    })
    const live = streams.stderr.isTTY && !options.quiet && !options.json
    this.#tasks = new ProgressTasks(streams.stderr, this.#stderrStyle, live)
  }

  /** Prompts go to stderr, because stdout may be redirected to a file. */
  get #promptStreams(): { readonly input: NodeJS.ReadStream; readonly output: NodeJS.WriteStream } {
    return { input: this.#streams.stdin, output: this.#streams.stderr }
  }

  printResult(document: unknown, render: (style: ChalkInstance) => string): void {
    const address =
      this.#options.showsUserText === true ? String : (text: string) => this.addressCommands(text)
    const text = this.json
      ? JSON.stringify(document, null, 2)
      : this.#render((style) => address(render(style)))
    if (text !== '') this.#streams.stdout.write(`${text}\n`)
  }

  async printItem(element: unknown, render: (style: ChalkInstance) => string): Promise<void> {
    await this.printRaw(`${this.json ? JSON.stringify(element) : this.#render(render)}\n`)
  }

  /** Data in the text must not control the terminal. */
  #render(render: (style: ChalkInstance) => string): string {
    const text = escapeRenderedText(render(this.style), this.style.level > 0)
    return this.columns === undefined ? text : wrapText(text, this.columns, { indent: WRAP_INDENT })
  }

  async printRaw(text: string): Promise<void> {
    if (this.#streams.stdout.write(text)) return
    await new Promise<void>((resolve) => this.#streams.stdout.once('drain', resolve))
  }

  openText(pager?: PagerOptions): TextSink {
    const { stdout } = this.#streams
    if (pager === undefined || !stdout.isTTY) {
      return {
        write: async (text) => this.printRaw(text).then(() => true),
        end: async () => {},
        [Symbol.asyncDispose]: async () => {},
      }
    }
    this.#postponed = []
    return new PagedText(stdout, pager, () => {
      const lines = this.#postponed ?? []
      this.#postponed = undefined
      for (const line of lines) this.#tasks.printLine(line)
    })
  }

  #printLine(text: string): void {
    const wrapped = this.#wrapMessage(text)
    if (this.#postponed === undefined) this.#tasks.printLine(wrapped)
    else this.#postponed.push(wrapped)
  }

  #wrapMessage(text: string): string {
    const { stderr } = this.#streams
    return stderr.isTTY ? wrapText(text, stderr.columns || DEFAULT_COLUMNS, { indent: WRAP_INDENT }) : text
  }

  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], maxWidth = this.columns): string {
    return renderTable(rows, columns, this.style, maxWidth)
  }

  addressCommands(text: string): string {
    return this.#options.addressCommands?.(text) ?? text
  }

  note(text: string): void {
    if (!this.#options.quiet) this.#printLine(this.addressCommands(text))
  }

  debug(text: string): void {
    if (this.#options.verbose) this.#printLine(this.#stderrStyle.dim(text))
  }

  warn(text: string): void {
    this.#printLine(`${this.#stderrStyle.yellow('⚠')} ${this.addressCommands(text)}`)
  }

  task(label: string, { hasResult = false }: TaskOptions = {}): ProgressTask {
    const task = this.#options.quiet ? SILENT_TASK : this.#tasks.start(label)
    const start = performance.now()
    const reportTime = (result: string): void =>
      debug(() => `${label}: ${result} after ${((performance.now() - start) / 1000).toFixed(2)} s`)
    return {
      ...task,
      succeed(note) {
        if (hasResult) task.cancel()
        else task.succeed(note)
        reportTime('done')
      },
      fail: (note) => {
        task.fail(note === undefined ? undefined : this.addressCommands(note))
        reportTime('failed')
      },
    }
  }

  async confirm(question: string, flag?: string): Promise<void> {
    if (!(await this.offer(question, { flag }))) throw cancelledError()
  }

  async offer(question: string, { flag = '--yes', initial = false }: OfferOptions = {}): Promise<boolean> {
    if (this.#options.yes) return true
    if (!this.interactive) {
      throw new HomeError(OUTPUT_ERRORS.CONFIRMATION_NEEDED, {
        message: 'Confirmation is required, and no terminal is attached.',
        detail: question,
        suggestion: `Rerun the command with ${flag}.`,
      })
    }
    const { promptYesNo } = await import('./terminal-prompts.js')
    const answer = await promptYesNo(this.#promptStreams, question, initial)
    if (answer === undefined) throw cancelledError()
    return answer
  }

  async choose<T>(
    question: string,
    choices: readonly Choice<T>[],
    selected?: number,
    options?: PromptOptions,
  ): Promise<T | undefined> {
    const { promptChoice } = await import('./terminal-prompts.js')
    return promptChoice(this.#promptStreams, question, choices, { selected, ...options })
  }

  async chooseSeveral<T>(
    question: string,
    choices: readonly CheckChoice<T>[],
  ): Promise<readonly T[] | undefined> {
    const { promptChecklist } = await import('./terminal-prompts.js')
    return promptChecklist(this.#promptStreams, question, choices)
  }

  async ask(
    question: string,
    options?: PromptOptions & { readonly initial?: string },
  ): Promise<string | undefined> {
    const { promptText } = await import('./terminal-prompts.js')
    return promptText(this.#promptStreams, question, options)
  }

  error({ suggestion: text, ...rest }: ErrorReport): void {
    const suggestion = text === undefined ? undefined : this.addressCommands(text)
    const report = suggestion === undefined ? rest : { ...rest, suggestion }
    if (this.json) {
      this.#streams.stdout.write(`${JSON.stringify({ error: report }, null, 2)}\n`)
      return
    }
    const red = this.#stderrStyle.red
    const escape = (text: string): string => escapeRenderedText(text, false)
    const lines = [`${red('✗')} ${escape(report.message)}`]
    if (report.detail !== undefined)
      lines.push(...report.detail.split('\n').map((line) => `  ${escape(line)}`))
    if (suggestion !== undefined) {
      const [first = '', ...others] = suggestion.split('\n').map(escape)
      lines.push(`  ${this.#stderrStyle.cyan('→')} ${first}`, ...others.map((line) => `    ${line}`))
    }
    lines.push(this.#stderrStyle.dim(`  ${report.code}`))
    this.#tasks.printLine(this.#wrapMessage(lines.join('\n')))
  }
}
