import { getErrorMessage } from '../../../../core/get-error-message.js'
import { HomeError } from '../../../../core/home-error.js'
import { parseAddress } from '../../../../inspect/pages/address.js'
import { createCellsPage } from '../../../../inspect/pages/cells-page.js'
import type { Page, PagePrompt, Row } from '../../../../inspect/pages/page.js'
import type { RecordEdits } from '../../../../project/edits/record-edits.js'
import type { OpenedPage } from '../../../../project/inspector/inspector.js'
import type { ShownInspector } from '../../../../project/inspector/inspector-connection.js'
import { PROVIDER_ERRORS } from '../../../../providers/provider-errors.js'
import { isTransientError } from '../../../../stores/is-transient-error.js'
import type { ExternalEditor } from './external-editor.js'
import type { Menu } from './menu.js'
import { PageView } from './page-view.js'
import type { PaneView } from './pane-view.js'
import type { PromptHistory } from './prompt-history.js'
import { SessionEdits } from './session-edits.js'

const RETRY_MS = 1000
/** `homemanager up` may start it again. */
const STACK_NOT_RUNNING = 'STACK_NOT_RUNNING'
/** To sort rows without an order of the store, as many are read. */
const MAX_SORTED_ROWS = 5000
/** As many further rows are read at a time to go to the last one, for at most so long. */
const MAX_ROWS_TO_END = 5000
const MAX_TIME_TO_END_MS = 10_000
/** How often a page that misses the event of an edit is read again. */
const AWAIT_EVENT_MS = 400

/** What the user types at the bottom of the screen. */
export interface Prompt {
  readonly label: string
  text: string
  /** How many characters are behind the cursor. Default: none. */
  behind?: number
  /** The letter that has opened it, if a letter that follows makes it the first one of another statement: `expenses.find({})`. */
  opener?: string | undefined
  /** What is shown beside it. Default: what Enter and Esc do. */
  hint?: string | undefined
  /** What is shown above it, instead of the page: a form. Default: the page. */
  readonly form?: Menu
  /** What Tab completes the last word to. Default: nothing. */
  readonly complete?: PagePrompt['complete']
  /** What ↑ and ↓ recall. Default: they select rows. */
  readonly history?: PromptHistory
  /** Called after each change. */
  readonly onChange?: (text: string) => void
  readonly onSubmit: (text: string) => void
  readonly onCancel?: () => void
}

/** The help that is shown instead of a page. */
export interface HelpView {
  /** The first line that is shown. */
  top: number
  /** How many of its lines do not fit the screen. */
  hidden: number
}

interface SessionOptions {
  readonly inspector: ShownInspector
  readonly edits: () => Promise<RecordEdits>
  readonly toCommandLine: (command: string) => string
  readonly onChange: () => void
  /** Default: objects and lists are edited on one line. */
  readonly editor?: ExternalEditor | undefined
}

/**
 * What is on the screen: the pages that were opened one from another, and what the user enters. A face shows it, and calls it
 * when a key is pressed. `onChange` is called after each change.
 */
export class Session {
  readonly inspector: ShownInspector
  /** The command line for arguments of `homemanager`, with the project of this session. */
  readonly toCommandLine: (command: string) => string
  readonly onChange: () => void
  readonly edits: SessionEdits
  readonly editor: ExternalEditor | undefined
  readonly pages: PageView[] = []
  /** The pages of the screens that the user has left, by the name of the screen. */
  readonly #left = new Map<string, readonly PageView[]>()
  prompt: Prompt | undefined
  menu: Menu | undefined
  help: HelpView | undefined
  /** A short answer to the last key, such as what was copied. */
  message = ''
  loading = false
  /** Whether an edit is being read or written. */
  isBusy = false
  /** The number of rows of a page; set by the face. */
  height = 10
  /** Of the page that is being opened. */
  #opening: AbortController | undefined
  #retry: NodeJS.Timeout | undefined
  /** The pane whose rows are read to the last one. */
  #readingToEnd: PaneView | undefined
  /** Of the page that is read again without being asked. */
  #rereading: AbortController | undefined

  constructor({ inspector, edits, toCommandLine, onChange, editor }: SessionOptions) {
    this.editor = editor
    this.inspector = inspector
    this.edits = new SessionEdits(edits)
    this.toCommandLine = toCommandLine
    this.onChange = onChange
  }

  get view(): PageView | undefined {
    return this.pages.at(-1)
  }

  /**
   * Opens a page on top of the others; with `replace`, instead of the last one, and what was selected there stays selected; with
   * `alone`, instead of all.
   */
  async open(address: string, replace = false, alone = false): Promise<void> {
    const opening = new AbortController()
    await this.#show(address, opening, this.inspector.open(address, opening.signal), { replace, alone })
  }

  /** Shows a page that is already being opened. */
  async openFirst(address: string, page: Promise<OpenedPage>): Promise<void> {
    await this.#show(address, new AbortController(), page, { replace: false, alone: false })
  }

  /** Opens what a row is about, or all of its cells, which name the trace of a log entry. */
  async openRow(row: Row): Promise<void> {
    const { target, page, details } = row
    const current = this.view?.page.address
    if (details !== undefined) await this.openCells(row)
    else if (target !== undefined) await this.open(target)
    else if (page !== undefined && current !== undefined) {
      const start = performance.now()
      const opened = page().then((each) => ({ ...each, elapsedMs: performance.now() - start }))
      await this.#show(current, new AbortController(), opened, { replace: false, alone: false })
    } else await this.openCells(row)
  }

  /** Shows all of a row, where its cells are cut or have no column. */
  async openCells(row: Row): Promise<void> {
    const { view } = this
    if (view === undefined) return
    const { page, pane } = view
    const { columns } = pane
    const opened = createCellsPage({ page, columns, rowName: pane.pane.rowName }, row)
    await this.#show(
      page.address,
      new AbortController(),
      Promise.resolve({ ...opened, elapsedMs: page.elapsedMs }),
      { replace: false, alone: false },
    )
  }

  async #show(
    address: string,
    opening: AbortController,
    opened: Promise<OpenedPage>,
    { replace, alone }: { readonly replace: boolean; readonly alone: boolean },
  ): Promise<void> {
    this.#opening?.abort()
    this.#rereading?.abort()
    this.#opening = opening
    clearTimeout(this.#retry)
    const readAt = this.edits.count
    this.message = ''
    this.loading = true
    this.onChange()
    const page = await opened.catch((error: unknown) => {
      if (!opening.signal.aborted) this.#retryIfUnreachable(error, address)
      return { ...toErrorPage(address, error), elapsedMs: 0 }
    })
    const view = new PageView(this.#toShown(page), { reading: opening, readAt })
    const current = this.view
    const isSame = replace && current?.page.address === page.address
    if (isSame) await view.readAsFarAs(current)
    if (opening.signal.aborted) return
    this.loading = false
    this.#opening = undefined
    if (alone) this.#leave(view)
    if (isSame) this.#replace(current, view)
    else {
      if (replace) this.pages.pop()?.close()
      this.pages.push(view)
    }
    this.onChange()
    this.#planReread(view)
    await Promise.all([this.readAhead(), this.#readOthers(view)])
  }

  /** What was selected, and whether new rows are shown, stays as it was. */
  #replace(current: PageView, view: PageView): void {
    view.restore(current)
    const isLive = current.live !== undefined
    this.pages.pop()?.close()
    this.pages.push(view)
    if (isLive) this.toggleLive()
  }

  /** Reads the page again. What is on the screen stays until all of it is read, and if it cannot be read. */
  async #reread(view: PageView): Promise<void> {
    this.#rereading?.abort()
    if (view.page.isKept === true) return
    const reading = new AbortController()
    this.#rereading = reading
    const readAt = this.edits.count
    const { address } = view.page
    const page = await this.inspector.open(address, reading.signal).catch(() => undefined)
    if (page === undefined) {
      if (this.view === view) this.#planReread(view)
      return
    }
    const next = new PageView(this.#toShown(page), { reading, readAt })
    await next.readAsFarAs(view, { all: true })
    const isBusy = this.prompt !== undefined || this.menu !== undefined || this.loading
    if (reading.signal.aborted || this.view !== view) return
    // What the user enters is about the rows that are shown.
    if (isBusy) this.#rereadLater(view, AWAIT_EVENT_MS)
    else {
      this.#replace(view, next)
      this.onChange()
      this.#planReread(next)
      await Promise.all([this.readAhead(), this.#readOthers(next)])
    }
  }

  /** Commands that a page names are for the project of this session. */
  #toShown(page: OpenedPage): OpenedPage {
    const { command } = page.origin
    const [pane, ...others] = page.panes
    if (command === undefined || !pane.wraps) return this.edits.toShown(page)
    const rows = pane.rows.map((row) => ({
      ...row,
      cells: row.cells.map((cell) => ({
        ...cell,
        text: cell.text.replace(`homemanager ${command}`, () => this.toCommandLine(command)),
      })),
    }))
    return { ...page, panes: [{ ...pane, rows }, ...others] }
  }

  #rereadLater(view: PageView, delayMs: number): void {
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => {
      if (this.view === view) void this.#reread(view)
    }, delayMs)
  }

  /**
   * The event of an edit is in the event log a moment after the edit: a page that shows events is read until it has it. Others
   * are read again at their own interval.
   */
  #planReread(view: PageView): void {
    if (view.page.isKept === true) return
    const delayMs = this.edits.misses(view.page) ? AWAIT_EVENT_MS : view.page.refreshMs
    if (delayMs !== undefined) this.#rereadLater(view, delayMs)
  }

  /** Opens a page as the first one of its screen. */
  async openScreen(address: string): Promise<void> {
    await this.open(address, false, true)
  }

  /** Goes to a screen, where the user has left it. From the screen itself, goes to its first page. */
  async goToScreen(name: string): Promise<void> {
    const isCurrent = this.#screen === name
    const left = this.#left.get(name)
    // The user has changed their mind.
    if (isCurrent && this.loading) this.back()
    else if (isCurrent && this.pages.length === 1 && this.view?.page.address === `/${name}`)
      await this.refresh()
    else if (isCurrent || left === undefined) await this.openScreen(`/${name}`)
    else await this.#return(name, left)
  }

  get #screen(): string | undefined {
    const [first] = this.pages
    return first === undefined ? undefined : parseAddress(first.page.address).screen
  }

  /** The pages of a screen are kept until another page becomes its first one. */
  #leave(next?: PageView): void {
    const screen = this.#screen
    const pages = this.pages.splice(0)
    const { screen: nextScreen } = parseAddress(next?.page.address ?? '')
    const closed = screen === nextScreen ? pages : (this.#left.get(nextScreen) ?? [])
    for (const each of closed) each.close()
    this.#left.delete(nextScreen)
    if (screen !== undefined && screen !== nextScreen) this.#left.set(screen, pages)
  }

  /** What is cheap to read is read again, as new as on any other screen that is opened. */
  async #return(name: string, pages: readonly PageView[]): Promise<void> {
    this.#opening?.abort()
    this.#rereading?.abort()
    clearTimeout(this.#retry)
    this.loading = false
    this.#left.delete(name)
    this.#leave()
    this.pages.push(...pages)
    const { view } = this
    this.onChange()
    if (view === undefined) return
    if (view.readAt !== this.edits.count || view.isCheap) await this.#reread(view)
    else {
      this.#planReread(view)
      await Promise.all([this.readAhead(), this.#readOthers(view)])
    }
  }

  async refresh(): Promise<void> {
    const page = this.view?.page
    if (page?.isKept === true) this.message = 'This shows what was read before. Esc goes back.'
    else if (page !== undefined) await this.open(page.address, true)
  }

  /** Returns to the page before, as it is after edits. What is being opened is not opened. */
  back(): void {
    if (this.loading) {
      this.#opening?.abort()
      this.loading = false
    } else if (this.pages.length > 1) {
      this.#rereading?.abort()
      this.pages.pop()?.close()
    }
    clearTimeout(this.#retry)
    const { view } = this
    // A page with an interval, or with statements, shows what the user has seen meanwhile, such as a new result of Verify.
    const isOutdated =
      view?.readAt !== this.edits.count ||
      view.page.refreshMs !== undefined ||
      view.page.prompt?.initial === ''
    if (view !== undefined && isOutdated) void this.#reread(view)
    else if (view !== undefined) this.#planReread(view)
    this.onChange()
  }

  /** Reads further rows of the active pane, if it is a search or the user is near its end. */
  async readAhead(): Promise<void> {
    const { view } = this
    const pane = view?.pane
    if (view === undefined || pane === undefined) return
    while (this.view === view && view.pane === pane) {
      if (!pane.readsAutomatically && !(pane.filter === '' && pane.needsMore(this.height))) return
      try {
        await pane.readMore()
      } catch (error) {
        // The page was closed while it was read.
        if (this.view !== view) return
        this.message = `✗ ${getErrorMessage(error)}`
        this.onChange()
        return
      }
      this.onChange()
    }
  }

  /**
   * Selects the last row, after reading the further ones. Of very long lists, reads some of them, and says so; with a filter, none: the
   * last match may be in any of them.
   */
  async goToLastRow(): Promise<void> {
    const { view } = this
    const pane = view?.pane
    if (view === undefined || pane === undefined) return
    const isFiltered = pane.filter !== ''
    const selectLast = (): void => pane.select(pane.visible.length - 1)
    selectLast()
    if (!pane.hasMore) return
    const format = (count: number): string => count.toLocaleString('en-US')
    this.#readingToEnd = pane
    const isWanted = (): boolean => this.#readingToEnd === pane && this.view === view && view.pane === pane
    const maxRows = isFiltered ? 0 : pane.rows.length + MAX_ROWS_TO_END
    const deadline = performance.now() + MAX_TIME_TO_END_MS
    while (pane.hasMore && pane.rows.length < maxRows && performance.now() < deadline) {
      this.message = `Reading to the last row: ${format(pane.rows.length)} rows so far… Any key stops it.`
      this.onChange()
      const error = await pane.readMore().then(
        () => undefined,
        (reason: unknown) => reason ?? '',
      )
      if (!isWanted()) return
      selectLast()
      if (error === undefined) continue
      this.message = `✗ ${getErrorMessage(error)}`
      this.#readingToEnd = undefined
      this.onChange()
      return
    }
    this.#readingToEnd = undefined
    const read = `${format(pane.rows.length)} ${pane.rows.length === 1 ? 'row' : 'rows'}`
    this.message = !pane.hasMore
      ? ''
      : isFiltered
        ? `Last match in the ${read} read so far; there are more.`
        : `Last of the ${read} read so far; there are more. G reads on.`
    this.onChange()
  }

  /** Returns whether rows were being read to the last one. */
  stopReadingToEnd(): boolean {
    const isReading = this.#readingToEnd !== undefined
    this.#readingToEnd = undefined
    return isReading
  }

  /** Reads the rows of the active pane that it sorts, except of very long lists. */
  async readToSort(): Promise<void> {
    const { view } = this
    const pane = view?.pane
    if (view === undefined || pane === undefined) return
    while (
      this.view === view &&
      pane.sort !== undefined &&
      pane.hasMore &&
      pane.rows.length < MAX_SORTED_ROWS
    ) {
      const isRead = await pane.readMore().then(
        () => true,
        () => false,
      )
      if (!isRead) return
      this.onChange()
    }
  }

  /** Reads what the panes that are not active read without being asked. */
  async #readOthers(view: PageView): Promise<void> {
    for (const pane of view.panes)
      while (this.view === view && pane !== view.pane && pane.readsAutomatically) {
        // Shown when the pane is activated: then it is read again.
        const isRead = await pane.readMore().then(
          () => true,
          () => false,
        )
        if (!isRead) break
        this.onChange()
      }
  }

  /** Shows new rows as they occur, or stops doing so. */
  toggleLive(): void {
    const { view } = this
    if (view === undefined) return
    const { pane } = view
    if (view.live !== undefined) {
      view.live.abort()
      view.live = undefined
    } else if (pane.pane.follow === undefined) this.message = 'This screen has no live view.'
    else {
      const live = new AbortController()
      view.live = live
      pane.pane
        .follow(live.signal, (row) => {
          pane.add(row)
          this.onChange()
        })
        .catch((error: unknown) => {
          if (live.signal.aborted) return
          this.message = `✗ ${getErrorMessage(error)}`
          view.live = undefined
          this.onChange()
        })
    }
    this.onChange()
  }

  /** Ends what is under way. */
  close(): void {
    clearTimeout(this.#retry)
    this.#opening?.abort()
    this.#rereading?.abort()
    for (const page of [...this.pages, ...[...this.#left.values()].flat()]) page.close()
  }

  /** An engine that was restarted is used again without a key. */
  #retryIfUnreachable(error: unknown, address: string): void {
    if (!isUnreachable(error)) return
    this.#retry = setTimeout(() => {
      if (this.view?.page.address === address) void this.open(address, true)
    }, RETRY_MS)
  }
}

function isUnreachable(error: unknown): boolean {
  if (!(error instanceof HomeError)) return isTransientError(error)
  return error.code === PROVIDER_ERRORS.STORE_UNREACHABLE.code || error.code === STACK_NOT_RUNNING
}

/** What failed, why, and what to do next. */
function toErrorPage(address: string, error: unknown): Page {
  const isWaiting = isUnreachable(error)
  const known = error instanceof HomeError ? error : undefined
  const code = known?.code ?? (isWaiting ? PROVIDER_ERRORS.STORE_UNREACHABLE.code : 'UNEXPECTED_ERROR')
  const suggestion =
    known?.suggestion ??
    (isWaiting ? 'Run homemanager status, or homemanager up to start the stack.' : undefined)
  const { detail } = known ?? {}
  return {
    address,
    title: isWaiting && known === undefined ? '✗ A store is not responding' : `✗ ${getErrorMessage(error)}`,
    subtitle: isWaiting ? 'waiting for it…' : '',
    panes: [
      {
        name: 'Error',
        wraps: true,
        rows: [
          ...(detail === undefined ? [] : detail.split('\n').map((text) => ({ cells: [{ text }] }))),
          ...(isWaiting && known === undefined ? [{ cells: [{ text: getErrorMessage(error) }] }] : []),
          ...(suggestion === undefined
            ? []
            : [{ cells: [{ text: '→', tone: 'accent' as const }, { text: suggestion }], id: suggestion }]),
          { cells: [{ text: code, tone: 'quiet' as const }] },
          { cells: [{ text: 'r tries again, Esc goes back.', tone: 'quiet' as const }] },
        ],
      },
    ],
    origin: {},
  }
}
