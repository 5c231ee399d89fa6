import type { StatementNames } from '../../query/across/statement-names.js'
import type { Page, Pane, Row } from '../../inspect/pages/page.js'

// What the server sends to the browser, as JSON. The browser imports these types.

/** Further rows: their cursor is passed to `/api/more`. */
export interface MoreDocument {
  readonly cursor: string
  /** Read without being asked: a search, or a check. */
  readonly automatic: boolean
}

export interface PaneRowsDocument {
  readonly rows: readonly Row[]
  readonly progress?: string
  readonly more?: MoreDocument
}

export type PaneDocument = Pick<Pane, 'name' | 'columns' | 'empty' | 'newest' | 'latest'> &
  PaneRowsDocument & { readonly canFollow: boolean }

export type PageDocument = Pick<
  Page,
  'address' | 'title' | 'subtitle' | 'order' | 'origin' | 'value' | 'id' | 'orders' | 'activePane'
> & {
  /** For `/api/follow` and `/api/close`. */
  readonly key: string
  readonly panes: readonly PaneDocument[]
  readonly elapsedMs: number
  /** The address that searches all records, with `{text}` for the text. */
  readonly search?: string
  /** The text to edit, where the page has a statement. */
  readonly statement?: string
}

export interface SessionDocument {
  readonly project: string
  readonly version: string
  readonly write: boolean
  /** The entities whose records can be edited; none without `write`. */
  readonly editable: readonly string[]
  /** What is in front of a command of homemanager: its name, with the flags that select the project. */
  readonly program: string
  readonly screens: readonly { readonly name: string; readonly title: string }[]
  readonly entities: readonly { readonly name: string; readonly plural: string; readonly store: string }[]
  /** What the editor of statements completes. */
  readonly names: StatementNames
}

export interface ErrorDocument {
  readonly error: {
    readonly code: string
    readonly message: string
    readonly detail?: string
    readonly suggestion?: string
    /** The stack or a store is not running: the same request may succeed later. */
    readonly temporary?: true
  }
}
