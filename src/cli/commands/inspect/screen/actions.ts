import { formatAddress } from '../../../../inspect/pages/address.js'
import { HISTORY } from '../../../../inspect/pages/record-page.js'
import { chooseOrder, countOrders } from './choose-order.js'
import { copyCommand, copyId, copyJson } from './copy-actions.js'
import { editRecord, findEditedRecord, undoEdit } from './edit-record.js'
import type { FaceActions } from './face-actions.js'
import { Menu, type MenuItem } from './menu.js'
import type { Session } from './session.js'

/** What a key does. */
export interface KeyAction {
  /** The names of the keys, as the key reader gives them. */
  readonly keys: readonly string[]
  /** How help and the line of keys show them. */
  readonly label: string
  readonly help: string
  /** For the line of keys; without it, the key is only in the help. */
  readonly short?: string
  /** Whether it does something on the current page. Default: always. */
  applies?(session: Session): boolean
  run(session: Session, face: FaceActions): void
}

const hasTarget = ({ view }: Session): boolean => view?.pane.selectedRow?.target !== undefined

export const ACTIONS: readonly KeyAction[] = [
  {
    keys: ['enter'],
    label: 'Enter',
    help: 'open the selected row',
    short: 'open',
    applies: hasTarget,
    run: openSelected,
  },
  {
    keys: ['escape', 'left', 'backspace'],
    label: 'Esc',
    help: 'clear the filter or go back',
    short: 'back',
    applies: ({ pages, view }) => pages.length > 1 || view?.pane.filter !== '',
    run: goBack,
  },
  {
    keys: ['/'],
    label: '/',
    help: 'filter the rows; Enter searches all',
    short: 'filter',
    run: startFilter,
  },
  {
    keys: ['s'],
    label: 's',
    help: 'sort',
    short: 'sort',
    applies: ({ view }) => countOrders(view) > 0,
    run: chooseOrder,
  },
  {
    keys: ['tab', 'right'],
    label: 'Tab',
    help: 'next pane',
    short: 'pane',
    applies: ({ view }) => (view?.panes.length ?? 0) > 1,
    run: ({ view }) => view?.activate(view.active + 1),
  },
  {
    keys: ['backtab'],
    label: 'Shift-Tab',
    help: 'previous pane',
    run: ({ view }) => view?.activate(view.active - 1),
  },
  {
    keys: ['e'],
    label: 'e',
    help: 'edit the record; on Query, a statement',
    short: 'edit',
    applies: (session) => session.view?.page.prompt !== undefined || findEditedRecord(session) !== undefined,
    run: edit,
  },
  {
    keys: ['u'],
    label: 'u',
    help: "undo the record's last edit",
    short: 'undo',
    applies: (session) => {
      const record = findEditedRecord(session)
      return record !== undefined && session.edits.canUndo(record)
    },
    run: (session) => void undoEdit(session),
  },
  {
    keys: ['L'],
    label: 'L',
    help: 'show new rows as they occur',
    short: 'live',
    applies: ({ view }) => view?.pane.pane.follow !== undefined,
    run: (session) => session.toggleLive(),
  },
  {
    keys: ['r'],
    label: 'r',
    help: 'read the page again',
    short: 'refresh',
    run: (session) => void session.refresh(),
  },
  { keys: ['y'], label: 'y', help: 'copy the id of the row', short: 'copy', run: copyId },
  { keys: ['Y'], label: 'Y', help: 'copy row or record as JSON', run: copyJson },
  {
    keys: ['t'],
    label: 't',
    help: 'open the trace of the row',
    short: 'trace',
    applies: ({ view }) => view?.pane.selectedRow?.traceId !== undefined,
    run: openTrace,
  },
  {
    keys: ['f'],
    label: 'f',
    help: 'go to the references',
    run: ({ view }) => void view?.activateNamed('References'),
  },
  {
    keys: ['h'],
    label: 'h',
    help: 'go to the history',
    run: ({ view }) => void view?.activateNamed(HISTORY),
  },
  {
    keys: ['x'],
    label: 'x',
    help: 'open the access patterns',
    run: (session) => void session.open('/patterns'),
  },
  { keys: ['o'], label: 'o', help: 'copy the command that shows the same', run: copyCommand },
  {
    keys: [':'],
    label: ':',
    help: 'go to a screen or an entity, or search',
    short: 'go to',
    run: showCommands,
  },
  { keys: ['?'], label: '?', help: 'show this help', short: 'help', run: showHelp },
  { keys: ['q'], label: 'q', help: 'quit', short: 'quit', run: (_session, face) => face.quit() },
]

/** What moves the selection; the number of rows may depend on the height of the page. */
export const MOVES: Readonly<Record<string, (session: Session) => number>> = {
  j: () => 1,
  down: () => 1,
  k: () => -1,
  up: () => -1,
  pagedown: ({ height }) => height,
  ' ': ({ height }) => height,
  'ctrl-d': ({ height }) => Math.ceil(height / 2),
  pageup: ({ height }) => -height,
  'ctrl-u': ({ height }) => -Math.ceil(height / 2),
  g: () => -Infinity,
  home: () => -Infinity,
  G: () => Infinity,
  end: () => Infinity,
}

function openSelected(session: Session): void {
  const row = session.view?.pane.selectedRow
  if (row?.target !== undefined) void session.open(row.target)
  else session.message = row === undefined ? 'No row is selected.' : 'There is nothing to open in this row.'
}

function goBack(session: Session): void {
  const { view } = session
  if (view !== undefined && view.pane.filter !== '' && !session.loading) view.pane.setFilter('')
  else session.back()
}

function startFilter(session: Session): void {
  const { view } = session
  if (view === undefined) return
  const { pane, page } = view
  session.prompt = {
    label: 'filter',
    text: pane.filter,
    onChange: (text) => pane.setFilter(text),
    onSubmit: (text) => {
      if (page.toSearch === undefined || text.trim() === '') return
      pane.setFilter('')
      void session.open(page.toSearch(text), page.address.startsWith('/search'))
    },
    onCancel: () => pane.setFilter(''),
  }
}

function edit(session: Session): void {
  const prompt = session.view?.page.prompt
  if (prompt === undefined) void editRecord(session)
  else startStatement(session, prompt.initial)
}

/** Enters a statement that begins with `text`, on a page that has one. */
export function startStatement(session: Session, text: string): void {
  const prompt = session.view?.page.prompt
  if (prompt === undefined) return
  session.prompt = {
    label: prompt.label,
    text,
    ...(prompt.complete === undefined ? {} : { complete: prompt.complete.bind(prompt) }),
    onSubmit: (entered) => void session.open(prompt.toAddress(entered), true),
  }
}

function openTrace(session: Session): void {
  const traceId = session.view?.pane.selectedRow?.traceId
  if (traceId === undefined) session.message = 'This row has no trace.'
  else void session.open(formatAddress('traces', [traceId]))
}

function showHelp(session: Session): void {
  session.help = { top: 0, hidden: 0 }
}

function showCommands(session: Session, face: FaceActions): void {
  const screens = session.inspector.screens.map(({ name, title }) => ({
    name: title,
    description: 'screen',
    run: () => void session.openScreen(`/${name}`),
  }))
  const entities = session.inspector.entities.all.map(({ name, plural, place }): MenuItem => ({
    name: plural,
    description: `records in ${place.store}`,
    run: () => void session.openScreen(formatAddress('records', [name])),
  }))
  const quit = { name: 'quit', description: 'end inspect', run: () => face.quit() }
  session.menu = new Menu('Go to', [...screens, ...entities, quit], {
    toItem: (text) => ({
      name: `Search all records for “${text}”`,
      description: '',
      run: () => void session.open(formatAddress('search', [], { text })),
    }),
  })
}
