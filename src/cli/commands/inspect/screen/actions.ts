import { formatAddress } from '../../../../inspect/pages/address.js'
import { listTargets } from '../../../../inspect/pages/list-targets.js'
import { HISTORY, REFERENCES } from '../../../../inspect/pages/record-page.js'
import { chooseOrder, countOrders } from './choose-order.js'
import { copyCommand, copyId, copyJson, findId, findValue } from './copy-actions.js'
import { canEdit, editOpenOrSelected, findEditedRecord, undoEdit } from './edit-record.js'
import type { FaceActions } from './face-actions.js'
import { Menu, type MenuItem } from './menu.js'
import { PromptHistory } from './prompt-history.js'
import type { Session } from './session.js'

const ONE_PANE = 'This page has one pane.'
const NOT_A_RECORD = 'This page is not a record.'

/** What a key does. */
export interface KeyAction {
  /** The names of the keys, as the key reader gives them. */
  readonly keys: readonly string[]
  /** How help and the line of keys show them. */
  readonly label: string
  readonly help: string
  /** For the line of keys; without it, the key is only in the help. */
  readonly short?: string | ((session: Session) => string)
  /** Whether it does something on the current page. Default: always. Only then, it is offered. */
  applies?(session: Session): boolean
  run(session: Session, face: FaceActions, key: string): void
  /** What it says, or what says why, where it does not apply. */
  readonly otherwise?: string | ((session: Session) => void)
}

/** Whether a key does something on the current page. */
export function isOffered(action: KeyAction, session: Session): boolean {
  return action.applies?.(session) ?? true
}

/** Does what a key does, or says why it does nothing here. */
export function runAction(action: KeyAction, session: Session, face: FaceActions, key: string): void {
  const { label, otherwise = `${label} does nothing here.` } = action
  if (isOffered(action, session)) action.run(session, face, key)
  else if (typeof otherwise === 'string') session.message = otherwise
  else otherwise(session)
}

const canOpen = ({ view }: Session): boolean => {
  const row = view?.pane.selectedRow
  return (
    row !== undefined &&
    ((row.target ?? row.page ?? row.details) !== undefined || view?.pane.cutsRow(row) === true)
  )
}
const hasOtherColumns = ({ view }: Session): boolean =>
  view !== undefined && (view.pane.hidesColumns || view.pane.firstColumn > 0)
const hasPanes = ({ view }: Session): boolean => (view?.panes.length ?? 0) > 1
const hasPane =
  (name: string) =>
  ({ view }: Session): boolean =>
    view?.panes.some(({ pane }) => pane.name === name) === true

/** Help and the line of keys have this order: where space is scarce, the first keys are shown, and help and quit. */
export const ACTIONS: readonly KeyAction[] = [
  {
    keys: ['enter'],
    label: 'Enter',
    help: 'open the selected row',
    short: 'open',
    applies: canOpen,
    run: openSelected,
    otherwise: (session) => {
      session.message =
        session.view?.pane.selectedRow === undefined
          ? 'There is no row to open.'
          : 'This row is completely visible.'
    },
  },
  {
    keys: ['escape', 'left', 'backspace'],
    label: 'Esc',
    help: 'clear the filter or go back',
    short: 'back',
    applies: ({ pages, view, loading }) => loading || pages.length > 1 || view?.pane.filter !== '',
    run: goBack,
    otherwise: 'This is the first page. q quits.',
  },
  {
    keys: ['/'],
    label: '/',
    help: 'filter rows; in lists, Enter searches all records',
    short: 'filter',
    run: startFilter,
  },
  {
    keys: ['tab', 'right'],
    label: 'Tab',
    help: 'next pane',
    short: 'pane',
    applies: hasPanes,
    run: ({ view }) => view?.activate(view.active + 1),
    otherwise: ONE_PANE,
  },
  {
    keys: ['backtab'],
    label: 'Shift-Tab',
    help: 'previous pane',
    applies: hasPanes,
    run: ({ view }) => view?.activate(view.active - 1),
    otherwise: ONE_PANE,
  },
  {
    keys: ['e'],
    label: 'e',
    help: 'edit the record or query',
    short: 'edit',
    applies: (session) => findStatement(session) !== undefined || canEdit(session),
    run: edit,
    otherwise: (session) => void editOpenOrSelected(session),
  },
  {
    keys: [':'],
    label: ':',
    help: 'go to a screen or record, or search',
    short: 'go to',
    run: showCommands,
  },
  {
    keys: ['s'],
    label: 's',
    help: 'sort',
    short: 'sort',
    // On the page Query, every letter begins a statement.
    applies: ({ view }) => countOrders(view) > 0 && view?.page.prompt?.initial !== '',
    run: chooseOrder,
    otherwise: 'These rows have one order.',
  },
  {
    keys: ['>', '<', 'shift-right', 'shift-left'],
    label: '> <',
    help: 'other columns, or whole row',
    short: (session) => (hasOtherColumns(session) ? 'columns' : 'whole row'),
    applies: (session) => hasOtherColumns(session) || session.view?.pane.cutsCells === true,
    run: showOtherColumns,
    otherwise: 'All columns are shown.',
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
    otherwise: 'u undoes your last edit of the open record. There is none.',
  },
  {
    keys: ['L'],
    label: 'L',
    help: 'show new rows as they occur',
    short: 'live',
    applies: ({ view }) => view?.pane.pane.follow !== undefined,
    run: (session) => session.toggleLive(),
    otherwise: 'This screen has no live view.',
  },
  {
    keys: ['r'],
    label: 'r',
    help: 'read the page again',
    short: 'refresh',
    run: (session) => void session.refresh(),
  },
  {
    keys: ['y'],
    label: 'y',
    help: 'copy the id of the row',
    short: 'copy',
    applies: (session) => findId(session) !== undefined,
    run: copyId,
    otherwise: 'This row has no id.',
  },
  {
    keys: ['Y'],
    label: 'Y',
    help: 'copy row or record as JSON',
    applies: (session) => findValue(session) !== undefined,
    run: copyJson,
    otherwise: 'This row has no JSON.',
  },
  {
    keys: ['t'],
    label: 't',
    help: 'open the trace of the row',
    short: 'trace',
    applies: (session) => findTraceId(session) !== undefined,
    run: openTrace,
    otherwise: 'This row has no trace.',
  },
  {
    keys: ['f'],
    label: 'f',
    help: 'go to the references',
    applies: hasPane(REFERENCES),
    run: ({ view }) => void view?.activateNamed(REFERENCES),
    otherwise: NOT_A_RECORD,
  },
  {
    keys: ['h'],
    label: 'h',
    help: 'go to the history',
    applies: hasPane(HISTORY),
    run: ({ view }) => void view?.activateNamed(HISTORY),
    otherwise: NOT_A_RECORD,
  },
  {
    keys: ['x'],
    label: 'x',
    help: 'open the access patterns',
    run: (session) => void session.open('/patterns'),
  },
  {
    keys: ['o'],
    label: 'o',
    help: "copy the page's command",
    applies: ({ view }) => view?.page.origin.command !== undefined,
    run: copyCommand,
    otherwise: 'No command shows the same.',
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
  if (row !== undefined) void session.openRow(row)
}

/** Scrolls to other columns; where all are shown, shows the selected row with its complete cells. */
function showOtherColumns(session: Session, _face: FaceActions, key: string): void {
  const { pane } = session.view ?? {}
  const isBack = ['<', 'shift-left'].includes(key)
  const row = pane?.selectedRow
  if (pane?.scrollColumns(isBack ? -1 : 1) === true) return
  if (hasOtherColumns(session) || isBack)
    session.message = `These are the ${isBack ? 'first' : 'last'} columns.`
  else if (row !== undefined) void session.openCells(row)
}

function goBack(session: Session): void {
  const { view } = session
  if (view !== undefined && view.pane.filter !== '' && !session.loading) view.pane.setFilter('')
  else session.back()
}

function startFilter(session: Session): void {
  if (session.view === undefined) return
  // Another page may be shown meanwhile: the filter is of the one that the user sees.
  const setFilter = (text: string): void => session.view?.pane.setFilter(text)
  session.prompt = {
    label: 'filter',
    text: session.view.pane.filter,
    onChange: setFilter,
    onSubmit: (text) => {
      const { view } = session
      if (view?.searched === undefined || view.page.toSearch === undefined || text.trim() === '') return
      setFilter('')
      void session.open(view.page.toSearch(text), view.page.address.startsWith('/search'))
    },
    onCancel: () => setFilter(''),
  }
}

function edit(session: Session, _face: FaceActions, key: string): void {
  const statement = findStatement(session)
  const isExample = session.view?.page.prompt?.initial === ''
  if (statement === undefined) void editOpenOrSelected(session)
  else startStatement(session, statement, isExample ? key : undefined)
}

/** The statement whose result the page shows, or that the selected row runs: an example. */
function findStatement({ view }: Session): string | undefined {
  const { prompt } = view?.page ?? {}
  if (prompt === undefined || prompt.initial !== '') return prompt?.initial
  const target = view?.pane.selectedRow?.target
  return target === undefined ? undefined : prompt.toText?.(target)
}

/** Enters a statement that begins with `text`, on a page that has one; with `opener`, perhaps one that begins with that letter. */
export function startStatement(session: Session, text: string, opener?: string): void {
  const prompt = session.view?.page.prompt
  if (prompt === undefined) return
  session.prompt = {
    label: prompt.label,
    text,
    opener,
    ...(prompt.complete === undefined ? {} : { complete: prompt.complete.bind(prompt) }),
    ...(prompt.history === undefined ? {} : { history: new PromptHistory(prompt.history()) }),
    // Back from a result is the page Query.
    onSubmit: (entered) => void session.open(prompt.toAddress(entered), prompt.initial !== ''),
  }
}

/** Of the row, or of the event that the page shows. */
function findTraceId({ view }: Session): string | undefined {
  return view?.pane.selectedRow?.traceId ?? view?.page.traceId
}

function openTrace(session: Session): void {
  const traceId = findTraceId(session)
  if (traceId !== undefined) void session.open(formatAddress('traces', [traceId]))
}

function showHelp(session: Session): void {
  session.help = { top: 0, hidden: 0 }
}

function showCommands(session: Session, face: FaceActions): void {
  const screens = session.inspector.screens.map(({ name, title }) => ({
    name: title,
    description: 'screen',
    run: () => void session.goToScreen(name),
  }))
  const entities = session.inspector.entities.all.map(({ name, plural, place }): MenuItem => ({
    name: plural,
    description: `records in ${place.store}`,
    run: () => void session.openScreen(formatAddress('records', [name])),
  }))
  const quit = { name: 'quit', description: 'end inspect', run: () => face.quit() }
  session.menu = new Menu('Go to', [...screens, ...entities, quit], {
    toItems: (text) =>
      listTargets(session.inspector.entities, text).map(({ name, address }) => ({
        name,
        description: '',
        run: () => void session.open(address),
      })),
  })
}
