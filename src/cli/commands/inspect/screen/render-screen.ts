import { countRows } from '../../../../inspect/pages/count-rows.js'
import { describeLatest, describeRows } from '../../../../inspect/pages/describe-rows.js'
import type { Output } from '../../../../output/output.js'
import { displayWidth } from '../../../../output/display-width.js'
import { wrapText } from '../../../../output/wrap-text.js'
import { ACTIONS, isOffered } from './actions.js'
import { escapeLine as escape, fit, joinFitting, type Size } from './fit.js'
import { splitAtCursor } from './edit-line.js'
import { splitCharacters } from './split-characters.js'
import { describeHelpKeys, renderHelp } from './render-help.js'
import type { Menu } from './menu.js'
import { describeMenuKeys, renderMenu } from './render-menu.js'
import { measureLeastWidth, measureWidth, renderPane } from './render-pane.js'
import type { PageView } from './page-view.js'
import type { PaneView } from './pane-view.js'
import type { Prompt, Session } from './session.js'

type Style = Output['style']

/** With this many columns, the panes of a page are side by side. */
const WIDE = 110
const SEPARATOR = ' │ '
/** Header, title, rules, origin and keys. */
const FRAME_ROWS = 6
/** In place of a command that has no space. */
const COPIES_COMMAND = 'o copies the command'

/** The lines of the screen: as many as it has rows, each as wide as it is. */
export function renderScreen(session: Session, { columns, rows }: Size, style: Style): readonly string[] {
  const height = Math.max(1, rows - FRAME_ROWS)
  const { view } = session
  session.height = height
  const rule = style.dim('─'.repeat(columns))
  const body =
    session.help !== undefined
      ? renderHelp(session, { columns, rows: height }, style)
      : session.menu !== undefined
        ? renderMenu(session.menu, { columns, rows: height }, style)
        : session.prompt?.form !== undefined
          ? renderMenu(session.prompt.form, { columns, rows: height }, style, false)
          : view === undefined
            ? []
            : renderPanes(view, { columns, rows: height }, style)
  if (session.help === undefined && view !== undefined) session.height = view.pane.height
  const footer = [
    renderPosition(session, columns, style),
    renderOrigin(session, columns, style),
    renderBottom(session, columns, style),
  ]
  const message = wrapMessage(session, columns, style).slice(0, footer.length)
  const lines = [
    renderHeader(session, columns, style),
    renderTitle(session, columns, style),
    rule,
    ...Array.from({ length: height }, (_, i) => body[i] ?? ''),
    ...footer.slice(0, footer.length - message.length),
    ...message,
  ]
  return lines.map((line) => fit(line, columns)).slice(0, rows)
}

/**
 * The screens with their keys; the current one is marked by more than its colour. In a narrow terminal, only the current screen has its
 * name.
 */
function renderHeader({ inspector, pages }: Session, columns: number, style: Style): string {
  const current = pages[0]?.page.address.split(/[/?]/)[1]
  const format = (toText: (key: string, title: string) => string, end: string): string =>
    inspector.screens
      .map(({ name, title }, i) => {
        const key = String((i + 1) % 10)
        return name === current
          ? style.inverse(`[${toText(key, title)}]`)
          : ` ${style.dim(toText(key, title))}${end}`
      })
      .join('')
  const both = (key: string, title: string): string => `${key} ${title}`
  const isCurrent = (title: string): boolean =>
    title === inspector.screens.find(({ name }) => name === current)?.title
  const onlyKey = (key: string, title: string): string => (isCurrent(title) ? both(key, title) : key)
  const candidates = [
    `${style.bold(` ${inspector.project} `)} ${format(both, ' ')}`,
    format(both, ' '),
    format(both, ''),
  ]
  return candidates.find((line) => displayWidth(line) <= columns) ?? format(onlyKey, '')
}

/** Of the columns of a line, what its subtitle leaves to a title at least; one that needs a little more is complete. */
const TITLE_SHARE = 0.5
const COMPLETE_TITLE_SHARE = 0.6

/** Whether new rows are shown is never cut. Of the rest, the hint is cut first, then a long title, then the subtitle. */
function renderTitle({ view, pages, loading }: Session, columns: number, style: Style): string {
  if (view === undefined) return loading ? style.dim('Loading…') : ''
  const title = escape(view.page.title)
  const subtitle = escape(describeState(view))
  const isLive = view.live !== undefined
  const hint = isLive ? 'L stops it' : escape(view.page.hint ?? '')
  const depth = formatDepth(pages.length - 1)
  const live = isLive ? '  ● live' : ''
  const room = columns - displayWidth(depth) - displayWidth(live)
  const left = room - displayWidth(subtitle) - (subtitle === '' ? 0 : 2)
  const isShort = displayWidth(title) <= room * COMPLETE_TITLE_SHARE
  const shown = isShort ? title : shorten(title, Math.max(left, Math.floor(room * TITLE_SHARE)))
  const space = room - displayWidth(shown) - 2
  const both = [subtitle, hint].filter((text) => text !== '').join('; ')
  const rest = subtitle === '' || displayWidth(both) <= space ? both : subtitle
  const others = rest === '' ? '' : `  ${shorten(rest, Math.max(0, space))}`
  return `${style.dim(depth)}${style.bold(shown)}${style.green(live)}${style.dim(others)}`
}

function describeState({ page, pane }: PageView): string {
  const latest = describeLatest(pane.pane, countRows(pane.rows))
  return describeRows({ ...page, subtitle: latest ?? page.subtitle }, pane.describeSort())
}

/** As many signs, few of them. */
const MAX_DEPTH_SIGNS = 3

/** How many pages Esc goes back through. */
function formatDepth(depth: number): string {
  if (depth <= 0) return ''
  return depth <= MAX_DEPTH_SIGNS ? `${'‹'.repeat(depth)} ` : `‹${depth} `
}

function shorten(text: string, width: number): string {
  return displayWidth(text) <= width ? text : fit(text, width)
}

/** All panes side by side, or the active one below the names of all of them. */
function renderPanes(view: PageView, size: Size, style: Style): readonly string[] {
  const { panes, searched } = view
  const [only] = panes
  const showsNames = panes.length > 1 || only?.pane.showsCount === true
  if (!showsNames && only !== undefined)
    return renderPane(only, size, {
      style,
      isActive: true,
      hasTitle: false,
      searched,
    })
  if (size.columns < WIDE || !fitsBeside(view, size.columns)) {
    const pane = renderPane(
      view.pane,
      { columns: size.columns, rows: size.rows - 1 },
      { style, isActive: true, hasTitle: false, searched },
    )
    return [renderNames(view, size.columns, style), ...pane]
  }
  return joinColumns(view, size, style)
}

const NAME_GAP = '  '
const MORE = '…'

/** The names of the panes and their numbers of rows. Where they do not fit, the active one is shown, and `…` where others are cut. */
function renderNames({ panes, active }: PageView, columns: number, style: Style): string {
  const names = panes.map(({ pane, visible, hasMore }, i) => {
    const bad = countRows(visible.filter(({ cells }) => cells[0]?.tone === 'bad'))
    const count = style.dim(` ${countRows(visible)}${hasMore ? '+' : ''}`)
    const text = i === active ? style.inverse(`[${pane.name}]`) : ` ${pane.name} `
    return `${text}${count}${bad === 0 ? '' : style.red(` ✗${bad}`)}`
  })
  const join = (start: number, end?: number): string =>
    [...(start === 0 ? [] : [MORE]), ...names.slice(start, end)].join(NAME_GAP)
  // What follows the active one is cut, with a sign of its own.
  const room = columns - (active === names.length - 1 ? 0 : NAME_GAP.length + MORE.length)
  const starts = [...names.keys()].slice(0, active)
  const start = starts.find((each) => displayWidth(join(each, active + 1)) <= room) ?? active
  return join(start)
}

/** Of the columns, what the first pane has where both panes need more, and at least. */
const LEFT_SHARE = 0.52
const MIN_SHARE = 0.35

/** Of panes side by side, the width of the first one. A side that needs less leaves the rest to the other one. */
function getLeftWidth({ panes: [first, ...others] }: PageView, columns: number): number {
  const room = columns - SEPARATOR.length
  const share = Math.floor(room * LEFT_SHARE)
  const least = Math.floor(room * MIN_SHARE)
  const left = first === undefined ? 0 : measureWidth(first)
  const kept = first?.pane.keepsColumns === true ? measureLeastWidth(first) : 0
  const right = Math.max(0, ...others.map((each) => measureWidth(each)))
  if (left > share) return Math.min(left, Math.max(share, kept, room - Math.max(right, least)))
  return Math.min(share, Math.max(left, least, room - right))
}

/** The columns of a result are worth more than its plan beside them, and the bars of a trace more than its changes. */
function fitsBeside(view: PageView, columns: number): boolean {
  const [first, second] = view.panes
  const room = columns - SEPARATOR.length
  if (first?.pane.keepsColumns === true)
    return measureLeastWidth(first) <= room - Math.floor(room * MIN_SHARE)
  if (first?.pane.keepsOrder !== true) return true
  return second !== undefined && measureWidth(first) <= Math.floor(room * LEFT_SHARE)
}

function joinColumns(view: PageView, { columns, rows }: Size, style: Style): readonly string[] {
  const { panes, active, searched } = view
  const leftWidth = getLeftWidth(view, columns)
  const rightWidth = columns - SEPARATOR.length - leftWidth
  const shared = { style, hasTitle: true, searched }
  const [first, ...others] = panes
  if (first === undefined) return []
  const left = renderPane(first, { columns: leftWidth, rows }, { ...shared, isActive: active === 0 })
  const heights = shareRows(
    others.map(({ visible, pane }) => visible.length + (pane.columns === undefined ? 2 : 3)),
    rows,
  )
  const right = others.flatMap((pane, i) =>
    renderPane(
      pane,
      { columns: rightWidth, rows: heights[i] ?? 0 },
      { ...shared, isActive: active === i + 1 },
    ),
  )
  const separator = style.dim(SEPARATOR)
  return Array.from(
    { length: rows },
    (_, i) => `${fit(left[i] ?? '', leftWidth)}${separator}${right[i] ?? ''}`,
  )
}

/** Assigns each pane the rows that it needs. If there are too few, the largest panes get fewer. */
function shareRows(wanted: readonly number[], rows: number): readonly number[] {
  const shares = wanted.map((each) => Math.max(each, 3))
  let excess = shares.reduce((a, b) => a + b, 0) - rows
  while (excess > 0) {
    const largest = shares.indexOf(Math.max(...shares))
    if ((shares[largest] ?? 0) <= 2) break
    shares[largest] = (shares[largest] ?? 0) - 1
    excess--
  }
  if (excess < 0 && shares.length > 0) shares[shares.length - 1] = (shares.at(-1) ?? 0) - excess
  return shares
}

/** The rule below the rows, with the number of the selected one. */
function renderPosition({ view, menu, help, prompt }: Session, columns: number, style: Style): string {
  const list = menu ?? prompt?.form
  const position =
    list !== undefined
      ? formatMenuPosition(list)
      : view === undefined || help !== undefined
        ? ''
        : formatPosition(view.pane)
  if (position === '') return style.dim('─'.repeat(columns))
  return style.dim(`${'─'.repeat(Math.max(0, columns - displayWidth(position) - 4))} ${position} ──`)
}

/** Of a menu whose items all fit, empty. */
function formatMenuPosition({ hidesItems, items, selected }: Menu): string {
  return hidesItems ? `${selected + 1} of ${items.length}` : ''
}

/** Of the rows that can be selected, also details. */
function formatPosition({ visible, selected, hasMore, pane }: PaneView): string {
  if (visible.length === 0 || pane.wraps === true) return ''
  const format = (count: number): string => count.toLocaleString('en-US')
  return `${format(selected + 1)} of ${format(visible.length)}${hasMore ? '+' : ''}`
}

/** Where the rows come from, and the command that shows the same. */
function renderOrigin(
  { view, loading, inspector, toCommandLine }: Session,
  columns: number,
  style: Style,
): string {
  if (view === undefined) return style.dim(`project ${inspector.project}`)
  const { origin, elapsedMs } = view.page
  const { store, index, read, command } = origin
  const { progress } = view.pane
  const progressParts = [...(loading ? ['loading…'] : []), ...(progress === undefined ? [] : [progress])]
  const place = [
    ...(store === undefined ? [] : [store]),
    ...(index === undefined ? [] : [index ?? 'no index: reads all records']),
  ]
  const effort = [
    ...(read === undefined ? [] : [`${read.toLocaleString('en-US')} read`]),
    `${elapsedMs < 10 ? elapsedMs.toFixed(1) : Math.round(elapsedMs)} ms`,
  ]
  const line = command === undefined ? '' : toCommandLine(command)
  const all = [...progressParts, ...place, ...effort].join(' · ')
  const texts: readonly (readonly [string, string])[] = [
    [all, line],
    // A command that is cut cannot be typed: what the page cost is left out before.
    [[...progressParts, ...place].join(' · '), line],
    ...(line === '' ? [] : [[all, COPIES_COMMAND] as const]),
  ]
  for (const [left, right] of texts) {
    const gap = columns - displayWidth(left) - displayWidth(right)
    if (gap >= 2) return style.dim(`${left}${' '.repeat(gap)}${right}`)
  }
  return style.dim(joinFitting([...progressParts, ...place, ...effort], ' · ', columns))
}

function renderBottom(session: Session, columns: number, style: Style): string {
  const { prompt, menu, view } = session
  if (prompt !== undefined) return renderPrompt(prompt, view, columns, style)
  if (menu !== undefined) return style.dim(describeMenuKeys(menu, columns))
  if (session.help !== undefined) return style.dim(describeHelpKeys(session.help, columns))
  const filter =
    view === undefined || view.pane.filter === '' ? '' : `${style.yellow(`filter: ${view.pane.filter}`)}  `
  return `${filter}${listKeys(session, columns - displayWidth(filter), style)}`
}

/** Of the line of a prompt, what its hint leaves to the text at least. */
const PROMPT_SHARE = 0.6
/** With fewer columns, a hint says nothing. */
const MIN_HINT_WIDTH = 16

/** What is typed comes before what the keys do. */
function renderPrompt(prompt: Prompt, view: PageView | undefined, columns: number, style: Style): string {
  const [hint, shortHint] =
    prompt.label === 'filter' && view !== undefined
      ? [describeMatches(view), describeMatches(view, true)]
      : prompt.hint === undefined
        ? [
            `Enter runs it, ${prompt.history?.isEmpty === false ? '↑ recalls others, ' : ''}Ctrl-U clears it, Esc cancels`,
            'Enter runs it, Esc cancels',
          ]
        : [prompt.hint, prompt.hint]
  const room = columns - displayWidth(prompt.label) - 5
  const share = Math.max(Math.floor(room * PROMPT_SHARE), room - displayWidth(hint))
  const { shown, width } = renderLine(prompt, room - share < MIN_HINT_WIDTH ? room : share, style)
  const left = room - width
  const fitting = [hint, shortHint].find((each) => displayWidth(each) <= left)
  const rest = fitting ?? (left < MIN_HINT_WIDTH ? '' : fit(shortHint, left))
  return `${style.bold(`${prompt.label}:`)} ${shown}  ${style.dim(rest)}`
}

/** As much of what was entered as fits, with the cursor, which takes another column at the end. */
function renderLine(
  { text, behind = 0 }: Prompt,
  width: number,
  style: Style,
): { readonly shown: string; readonly width: number } {
  const [before, after] = splitAtCursor({ text, behind }).map((part) => part.map(escape))
  const [current, ...rest] = after ?? []
  if (current === undefined) {
    const end = keepEnd((before ?? []).join(''), width)
    return { shown: `${end}${style.inverse(' ')}`, width: displayWidth(end) }
  }
  const following = rest.join('')
  // The text before the cursor keeps half of the width if what follows needs more than the other half.
  const head = keepEnd(
    (before ?? []).join(''),
    Math.max(width - displayWidth(current + following), width >> 1),
  )
  const tail = fit(following, Math.max(0, width - displayWidth(head + current))).trimEnd()
  return {
    shown: `${head}${style.inverse(current)}${tail} `,
    width: displayWidth(head + current + tail),
  }
}

/** With `isShort`, `1 of 100+` in place of `1 of 100 read so far`. */
function describeMatches(
  { page, searched, pane: { visible, rows, hasMore } }: PageView,
  isShort = false,
): string {
  const kept = page.toSearch === undefined ? '' : ' · Enter keeps the filter'
  const search = searched === undefined ? kept : ` · Enter searches ${searched}`
  return `${countRows(visible)} of ${countRows(rows)}${hasMore ? (isShort ? '+' : ' read so far') : ''}${search}`
}

/** The lines of a message, which replace as many lines of the footer. */
function wrapMessage({ prompt, menu, message }: Session, columns: number, style: Style): readonly string[] {
  if (prompt !== undefined || menu !== undefined || message === '') return []
  return wrapText(escape(message), columns, { indent: 2 })
    .split('\n')
    .map((line) => style.yellow(line))
}

/** The keys that have an effect on this page, as many as fit. Help and quit come first. */
function listKeys(session: Session, columns: number, style: Style): string {
  const all = ACTIONS.filter((action) => action.short !== undefined && isOffered(action, session))
  const keys = [...all.slice(-2), ...all.slice(0, -2)].map(({ label, short = '' }) => ({
    label,
    short: typeof short === 'string' ? short : short(session),
  }))
  // The help has the others.
  return joinFitting(
    keys.map(({ label, short }) => `${style.bold(label)} ${style.dim(short)}`),
    '  ',
    columns,
  )
}

function keepEnd(text: string, width: number): string {
  const safe = escape(text)
  if (displayWidth(safe) <= width) return safe
  let end = ''
  for (const character of splitCharacters(safe).toReversed()) {
    if (displayWidth(character + end) >= width) break
    end = character + end
  }
  return `…${end}`
}
