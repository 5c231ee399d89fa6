/** How a text is emphasized. The colours of `good`, `warning` and `bad` are for states only. */
export type Tone = 'good' | 'warning' | 'bad' | 'quiet' | 'accent' | 'strong'

export interface Cell {
  readonly text: string
  readonly tone?: Tone
  /** The text says that there is no value. */
  readonly isAbsent?: true
}

/** A field of a row that has no column. */
export interface RowDetail {
  readonly name: string
  readonly text: string
  /** It is only on the page of the row, not below the rows. */
  readonly isMinor?: true
  /** The address that opens it. */
  readonly target?: string
}

/** A line of a pane. */
export interface Row {
  readonly cells: readonly Cell[]
  /** The address that opens it: `/records/expense/018f…`. */
  readonly target?: string
  /** What opens it, if it has no address: a row of a query result. */
  readonly page?: () => Promise<Page>
  /** Further fields: a filter searches them, and they are below the rows and on the page of the row. */
  readonly details?: readonly RowDetail[]
  /** What is copied as its id. */
  readonly id?: string
  /** What is copied as JSON. Default: none. */
  readonly value?: unknown
  /** The trace of the request that caused it. */
  readonly traceId?: string
  /** It belongs to the row before and is not counted. */
  readonly isDetail?: true
}

export interface PaneColumn {
  readonly name: string
  readonly align?: 'right'
  /**
   * Where there is no space for all columns, those of negative importance are hidden first, those of less than -1 before any text is
   * cut, and one of positive importance is always shown: what the row is about. Default: 0; the first text is always shown.
   */
  readonly importance?: number
}

/** Further rows of a pane. */
export interface PaneRows {
  readonly rows: readonly Row[]
  /** Without columns, the cells of a row follow each other. Further rows may have further columns, behind those before. */
  readonly columns?: readonly PaneColumn[]
  /** What is known about the rows so far: `12 found, 40,000 todos searched`. */
  readonly progress?: string
  readonly more?: More
}

export interface More {
  /** Read without being asked, for as long as the page is open: a search. */
  readonly automatic?: true
  read(): Promise<PaneRows>
}

/** A list of a page. */
export interface Pane extends PaneRows {
  readonly name: string
  /** The columns stay in this order: where they do not fit, the last ones are hidden, and the user can scroll to them. */
  readonly keepsOrder?: true
  /** Other panes are beside it only if all of its columns are shown: its texts are cut before. */
  readonly keepsColumns?: true
  /** The last cell of each row is shown completely, in several lines. */
  readonly wraps?: true
  /** What a row is: `Log entry`. Default: a row. */
  readonly rowName?: string
  /** Its name and the number of rows are shown although it is the only pane. */
  readonly showsCount?: true
  /** The rows are the latest of many, and are called so: `request`. Faces count them, also those that follow. */
  readonly latest?: string
  /** Shown if there are no rows. */
  readonly empty?: string
  /** Calls `onRow` with new rows as they occur, until aborted. */
  readonly follow?: (signal: AbortSignal, onRow: (row: Row) => void) => Promise<void>
  /** Where the newest row is; following adds it there. Default: the end. */
  readonly newest?: 'start' | 'end'
}

/** Where the rows of a page come from, in one line. */
export interface Origin {
  readonly store?: string
  /** Null: no index; all records are read. */
  readonly index?: string | null
  /** Number of records read. */
  readonly read?: number
  /** The arguments of `homemanager` that show the same. */
  readonly command?: string
}

/** An order of the first pane, and the address of the page in that order. */
export interface PageOrder {
  readonly name: string
  readonly address: string
  /** Null: no index; all records are read. */
  readonly index: string | null
  readonly current?: true
}

/** What the user can enter on a page. */
export interface PagePrompt {
  readonly label: string
  readonly initial: string
  toAddress(text: string): string
  /** The text that leads to an address, if there is one. Default: none does. */
  toText?(address: string): string | undefined
  /** What was entered before, the latest first. Default: nothing. */
  history?(): readonly string[]
  /** Where the last word of the text begins, and what it can become. Default: no completion. */
  complete?(text: string): { readonly start: number; readonly candidates: readonly string[] }
}

/** What a screen shows at an address. Plain data: a terminal and a browser can both show it. */
export interface Page {
  readonly address: string
  /** It shows what another page at this address has read, and is not read again. */
  readonly isKept?: true
  readonly title: string
  /** Beside the title: the state of what is shown. */
  readonly subtitle?: string
  /** The order of the rows as they are read. Faces that sort them show theirs in its place. */
  readonly order?: string
  /** What keys do on the page, for faces that name them. The first to go where space is scarce. */
  readonly hint?: string
  readonly panes: readonly [Pane, ...Pane[]]
  /** The name of the pane that is active when the page is opened. Default: the first one. */
  readonly activePane?: string
  /** The page is cheap to read and is read again at this interval, by faces that can. Default: when the user asks for it. */
  readonly refreshMs?: number
  readonly origin: Origin
  /** The record of the page as JSON. */
  readonly value?: unknown
  readonly id?: string
  /** The trace of the request that caused what the page shows. */
  readonly traceId?: string
  readonly orders?: readonly PageOrder[]
  readonly prompt?: PagePrompt
  /** The address that searches all records, not only those that are shown. */
  readonly toSearch?: (text: string) => string
  /** What it searches: `all users`. Default: all records. */
  readonly searched?: string
}
