import type { ChalkInstance } from 'chalk'
import type { ErrorReport } from './error-report.js'

/** A column of a table: its header, and a function that renders the cell of a row. */
export interface Column<Row> {
  readonly header: string
  readonly cell: (row: Row, style: ChalkInstance) => string
  readonly align?: 'left' | 'right'
  /**
   * Where not all columns fit, those of the lowest importance are hidden first, and of equal ones the last: negative ones before
   * cells of other columns move below their rows. Default: 0.
   */
  readonly importance?: number
  /** Where not all columns fit, its cells are on lines of their own below the rows. The last such column moves first. */
  readonly canBeBelow?: boolean
}

/** The progress of an operation: a spinner or a bar on a terminal, otherwise plain lines. */
export interface ProgressTask {
  /** Updates a countable task. `total` may grow, and is 0 as long as it is unknown. */
  update(done: number, total: number, note?: string, unit?: 'bytes'): void
  /** Starts a phase of the task. Without a terminal it prints a line. */
  phase(note: string): void
  succeed(note?: string): void
  fail(note?: string): void
  /** Ends the task without a line: another one failed, and its error says why. */
  cancel(): void
}

export interface TaskOptions {
  /** The result of the command says that the task succeeded, so it ends without a line. Default: false. */
  readonly hasResult?: boolean
}

/** A line of a list; without a value it is a heading. */
export interface Choice<T> {
  readonly name: string
  readonly value?: T
}

/** A line of a checklist. */
export interface CheckChoice<T> {
  readonly name: string
  /** How the answer lists it. */
  readonly short: string
  readonly value: T
  readonly checked?: boolean
}

/** How a prompt behaves. */
export interface PromptOptions {
  /** Whether the question and the answer stay on the screen. */
  readonly keep?: boolean
}

/** How a question is answered without typing: `initial` by Enter, default no; `flag` on the command line, default `--yes`. */
export interface OfferOptions {
  readonly flag?: string | undefined
  readonly initial?: boolean
}

/**
 * The output of a command: the result goes to stdout, everything else (progress, notes, prompts) to stderr. With `--json`
 * the result is one JSON document, or newline-delimited JSON if the command streams.
 */
export interface Output {
  readonly json: boolean
  readonly interactive: boolean
  /** Colours for stdout; plain text if colours are disabled. */
  readonly style: ChalkInstance
  /** The width of the terminal that is stdout; undefined if stdout is not a terminal. */
  readonly columns: number | undefined
  /**
   * Prints the result: `document` with --json, otherwise the string from `render`, wrapped to the width of the terminal. Call it
   * once.
   */
  printResult(document: unknown, render: (style: ChalkInstance) => string): void
  /** Prints one element of a streamed result (`logs -f`, `events`). Resolves when stdout is ready for more. */
  printItem(element: unknown, render: (style: ChalkInstance) => string): Promise<void>
  /** Prints raw text to stdout, for results in other formats than JSON (`env`, `completion`, `--csv`). */
  printRaw(text: string): Promise<void>
  /**
   * Opens a long text for stdout. With `pager`, and if stdout is a terminal, a text that has more lines than the screen is shown
   * with a pager. Messages are printed after it.
   */
  openText(pager?: PagerOptions): TextSink
  /** Renders a table, for use inside `render`. Columns that do not fit `maxWidth`, by default the terminal, are hidden. */
  table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], maxWidth?: number): string
  /** Adds the flags that select the project to the commands in a text. Results and messages have them anyway. */
  addressCommands(text: string): string
  /** Prints a message to stderr, except with --quiet. */
  note(text: string): void
  /** Prints a message to stderr, only with --verbose. */
  debug(text: string): void
  /** Prints a warning to stderr, also with --quiet. */
  warn(text: string): void
  task(label: string, options?: TaskOptions): ProgressTask
  /**
   * Prompts for confirmation, except with --yes. Throws `CANCELLED` (exit 1) if it is declined, and without a terminal
   * `CONFIRMATION_NEEDED` (exit 3), which names `flag`.
   */
  confirm(question: string, flag?: string): Promise<void>
  /**
   * Prompts for something that the command can do without. True with --yes. Throws `CANCELLED` on Escape, and without a terminal as
   * `confirm` does.
   */
  offer(question: string, options?: OfferOptions): Promise<boolean>
  /** Prompts for a choice, with line `selected` preselected; undefined on Escape. Requires `interactive`. */
  choose<T>(
    question: string,
    choices: readonly Choice<T>[],
    selected?: number,
    options?: PromptOptions,
  ): Promise<T | undefined>
  /** Prompts for any number of choices, and keeps the answer on the screen; undefined on Escape. Requires `interactive`. */
  chooseSeveral<T>(question: string, choices: readonly CheckChoice<T>[]): Promise<readonly T[] | undefined>
  /** Prompts for a line of text, `initial` if it is left empty; undefined on Escape. Requires `interactive`. */
  ask(question: string, options?: PromptOptions & { readonly initial?: string }): Promise<string | undefined>
  /** Prints an error: as JSON to stdout with --json, otherwise as text to stderr. */
  error(report: ErrorReport): void
}

/** A text that is written piece by piece. Disposing it waits for the pager. */
export interface TextSink extends AsyncDisposable {
  /** Resolves when more can be written; to false if nobody reads on, because the user has ended the pager. */
  write(text: string): Promise<boolean>
  /** Resolves when the text is written and the pager has ended. */
  end(): Promise<void>
}

export interface PagerOptions {
  /** Signals go to the pager: Ctrl-C ends the text, not the command. */
  readonly signalHandler: {
    forwardTo(receiver: (name: 'SIGINT' | 'SIGTERM' | 'SIGHUP') => void): Disposable
  }
}

export interface OutputOptions {
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
  readonly yes: boolean
  readonly color: boolean
  /** Adds flags to the commands that suggestions, messages and results name. Default: none are added. */
  readonly addressCommands?: (text: string) => string
  /** Results show text of users, in which nothing that looks like a command is changed. Default: they do not. */
  readonly showsUserText?: boolean
}
