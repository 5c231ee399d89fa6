import { EXIT } from '../../../../core/home-error.js'
import type { Completion } from '../../../../query/across/complete-statement.js'
import { ACTIONS, isOffered, MOVES, runAction, startStatement } from './actions.js'
import { editLine, splitAtCursor } from './edit-line.js'
import type { FaceActions } from './face-actions.js'
import type { Menu } from './menu.js'
import type { PromptHistory } from './prompt-history.js'
import type { Prompt, Session } from './session.js'

/** A key: a character, or a name such as `enter` or `ctrl-d`. */
export interface Key {
  readonly name: string
  /** Characters to be entered in a prompt, also of a paste. Default: none. */
  readonly text?: string
}

/** Does what a key does, and shows it. */
export function handleKey(session: Session, key: Key, face: FaceActions): void {
  if (key.name === 'ctrl-c') face.quit(EXIT.interrupted)
  // A key that is pressed meanwhile is not meant for what is shown then.
  else if (session.isBusy) return
  else if (session.prompt !== undefined) typeInPrompt(session, key)
  else if (session.menu !== undefined) typeInMenu(session, key)
  else if (session.help !== undefined) moveInHelp(session, key)
  else act(session, key, face)
  session.onChange()
}

function act(session: Session, { name, text }: Key, face: FaceActions): void {
  session.message = ''
  if (session.stopReadingToEnd() && name === 'escape') return
  if (text !== undefined && isStartOfStatement(session, name)) {
    startStatement(session, text)
    return
  }
  const move = MOVES[name]
  if (move !== undefined) moveSelection(session, move(session))
  else if (/^\d$/.test(name)) openNumbered(session, Number(name))
  else {
    const action = ACTIONS.find(({ keys }) => keys.includes(name))
    if (action !== undefined) runAction(action, session, face, name)
  }
}

/** On a page with a statement, characters that do nothing else there begin another one. */
function isStartOfStatement(session: Session, name: string): boolean {
  if (session.view?.page.prompt === undefined || !/^[^\s\d]$/u.test(name) || MOVES[name] !== undefined)
    return false
  const action = ACTIONS.find(({ keys }) => keys.includes(name))
  return action === undefined || !isOffered(action, session)
}

/** What moves the selection scrolls the help, if there is more than fits; other keys close it. */
function moveInHelp(session: Session, { name }: Key): void {
  const { help } = session
  const by = MOVES[name]?.(session)
  if (help === undefined || help.hidden === 0 || by === undefined) session.help = undefined
  else help.top = Math.max(0, Math.min(help.top + by, help.hidden))
}

function moveSelection(session: Session, by: number): void {
  const pane = session.view?.pane
  if (pane === undefined) return
  if (by === Infinity) {
    void session.goToLastRow()
    return
  }
  pane.select(by === -Infinity ? 0 : pane.selected + by)
  void session.readAhead()
}

/** 1 is the first screen, 0 the tenth. */
function openNumbered(session: Session, digit: number): void {
  const screen = session.inspector.screens[digit === 0 ? 9 : digit - 1]
  if (screen !== undefined) void session.goToScreen(screen.name)
}

function typeInPrompt(session: Session, key: Key): void {
  const { prompt } = session
  if (prompt === undefined) return
  const { opener } = prompt
  prompt.opener = undefined
  if (key.name === 'enter') {
    session.prompt = undefined
    prompt.onSubmit(prompt.text)
  } else if (key.name === 'escape') {
    session.prompt = undefined
    prompt.onCancel?.()
  } else if (key.name === 'down' || key.name === 'up') {
    if (prompt.history !== undefined) recall(prompt, prompt.history, key.name === 'up' ? 1 : -1)
    // Rows can be selected while the filter is open.
    else if (prompt.form === undefined) moveSelection(session, key.name === 'down' ? 1 : -1)
  } else if (key.name === 'tab' && prompt.complete !== undefined) completeWord(prompt, prompt.complete)
  else {
    const isOther = opener !== undefined && /^\p{L}/u.test(key.text ?? '')
    const { text, behind } = editLine(
      isOther ? { text: opener, behind: 0 } : { text: prompt.text, behind: prompt.behind ?? 0 },
      key,
    )
    prompt.behind = behind
    if (text === prompt.text) return
    if (prompt.complete !== undefined) prompt.hint = undefined
    prompt.text = text
    prompt.onChange?.(text)
  }
}

function recall(prompt: Prompt, history: PromptHistory, by: 1 | -1): void {
  prompt.text = history.move(by, prompt.text)
  prompt.behind = 0
  prompt.hint = undefined
}

/** Enters what all candidates for the word before the cursor begin with, and shows them if there are several. */
function completeWord(prompt: Prompt, complete: (text: string) => Completion): void {
  const [before, after] = splitAtCursor({ text: prompt.text, behind: prompt.behind ?? 0 })
  const entered = before.join('')
  const { start, candidates } = complete(entered)
  const [first] = candidates
  if (first === undefined) return
  let common = first
  while (!candidates.every((each) => each.startsWith(common))) common = common.slice(0, -1)
  prompt.text = entered.slice(0, start) + common + after.join('')
  prompt.hint = candidates.length === 1 ? undefined : candidates.join(' ')
}

function typeInMenu(session: Session, key: Key): void {
  const { menu } = session
  if (menu === undefined) return
  if (key.name === 'escape') {
    session.menu = undefined
    menu.onCancel?.()
  } else if (key.name === 'enter') {
    const item = menu.items[menu.selected]
    // The menu says that nothing matches. What was entered before must not be lost.
    if (item === undefined) return
    session.menu = undefined
    item.run()
  } else if (['down', 'tab'].includes(key.name) || (key.name === 'j' && isChosenByKeys(menu))) menu.move(1)
  else if (['up', 'backtab'].includes(key.name) || (key.name === 'k' && isChosenByKeys(menu))) menu.move(-1)
  else if (key.name === 'pagedown') menu.scroll(1)
  else if (key.name === 'pageup') menu.scroll(-1)
  else filterMenu(menu, editLine({ text: menu.text, behind: 0 }, key).text)
}

/** A letter that no answer of a question has is ignored: all answers stay in view. */
function filterMenu(menu: Menu, text: string): void {
  const before = menu.text
  if (text === before) return
  menu.setText(text)
  if (menu.isQuestion && menu.items.length === 0) menu.setText(before)
}

/** Until a filter is entered, j and k choose an answer. */
function isChosenByKeys({ isQuestion, text }: Menu): boolean {
  return isQuestion && text === ''
}
