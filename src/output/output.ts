import type { ChalkInstance } from 'chalk'
import type { ErrorReport } from './error-report.js'

/** One column of a table: a heading and how to get the cell from a row. */
export interface Column<Row> {
  readonly header: string
  readonly cell: (row: Row, style: ChalkInstance) => string
  readonly align?: 'left' | 'right'
}

/** A running step of the story. On a terminal it is a spinner or a bar, elsewhere a plain line at start and end. */
export interface ProgressTask {
  /** Progress of a countable task; `total` may grow, and is 0 as long as nobody knows it. */
  update(done: number, total: number, note?: string, unit?: 'bytes'): void
  /** What it begins now and may take long with; elsewhere than on a terminal a line of its own. */
  phase(note: string): void
  succeed(note?: string): void
  fail(note?: string): void
}

/** One line of a list; without a value it is a heading. */
export interface Choice<T> {
  readonly name: string
  readonly value?: T
}

/**
 * Where a command says what it has to say. stdout is the answer, stderr is the story.
 * With `--json` the answer is one JSON document; a stream is one object a line.
 */
export interface Output {
  readonly json: boolean
  readonly interactive: boolean
  /** Colours for stdout; without any where colours are off. */
  readonly style: ChalkInstance
  /** The answer: `document` with --json, else what `render` makes of it. Call it once. */
  printResult(document: unknown, render: (style: ChalkInstance) => string): void
  /** One element of a streamed answer (`logs -f`, `events`). Resolves when stdout can take more. */
  printItem(element: unknown, render: (style: ChalkInstance) => string): Promise<void>
  /** Raw text for stdout, for answers that are not JSON by nature (`env`, `completion`, `--csv`). */
  printRaw(text: string): Promise<void>
  /** A table as text, for use inside `render`. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string
  /** A sentence of the story, to stderr; silent with --quiet. */
  note(text: string): void
  /** A sentence that only --verbose shows. */
  debug(text: string): void
  /** Said even with --quiet. */
  warn(text: string): void
  task(label: string): ProgressTask
  /** Asks for a yes. --yes answers yes; without a terminal it throws `CONFIRMATION_NEEDED` (exit 3), naming `flag`. */
  confirm(question: string, flag?: string): Promise<boolean>
  /**
   * A list to choose from, beginning at the line `begin`; undefined when it is left with Escape. Only where
   * `interactive`.
   */
  choose<T>(question: string, choices: readonly Choice<T>[], begin?: number): Promise<T | undefined>
  /** A line of text; undefined when it is left with Escape. Only where `interactive`. */
  ask(question: string): Promise<string | undefined>
  /** Renders an error: JSON to stdout with --json, words to stderr otherwise. */
  error(report: ErrorReport): void
}

export interface OutputOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly yes: boolean
  readonly color: boolean
}
