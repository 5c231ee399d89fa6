import { type Key as InkKey, useInput } from 'ink'
import { useEffect, useLayoutEffect, useReducer } from 'react'
import type { Output } from '../../../../output/output.js'
import type { FaceActions } from './face-actions.js'
import type { Size } from './fit.js'
import { handleKey, type Key } from './handle-key.js'
import { splitCharacters } from './split-characters.js'
import { renderScreen } from './render-screen.js'
import type { Session } from './session.js'

export interface AppProperties {
  readonly session: Session
  readonly face: FaceActions
  readonly style: Output['style']
  readonly getSize: () => Size
  /** Shows the lines of the screen. */
  readonly show: (lines: readonly string[]) => void
  /** Calls back after each change of the session or of the terminal's size; returns how to end it. */
  readonly subscribe: (onChange: () => void) => () => void
}

/**
 * The screen: the lines of the session, and the keys of the user. The lines have the width of the screen already, and go past the
 * layout of Ink, which would take each of their characters apart.
 */
export function App({ session, face, style, getSize, show, subscribe }: AppProperties): null {
  const [, update] = useReducer((count: number) => count + 1, 0)
  useEffect(() => subscribe(update), [subscribe])
  useInput((input, key) => {
    for (const each of toKeys(input, key)) handleKey(session, each, face)
  })
  useLayoutEffect(() => show(renderScreen(session, getSize(), style)))
  return null
}

const NAMED = [
  ['return', 'enter'],
  ['escape', 'escape'],
  ['upArrow', 'up'],
  ['downArrow', 'down'],
  ['leftArrow', 'left'],
  ['rightArrow', 'right'],
  ['pageUp', 'pageup'],
  ['pageDown', 'pagedown'],
  ['home', 'home'],
  ['end', 'end'],
  ['backspace', 'backspace'],
  ['delete', 'backspace'],
] as const satisfies readonly (readonly [keyof InkKey, string])[]

/** Ink reports several characters as one input if they arrive together: a paste, or keys that are pressed fast. */
function toKeys(input: string, key: InkKey): readonly Key[] {
  if (key.tab) return [{ name: key.shift ? 'backtab' : 'tab' }]
  if (key.shift && (key.leftArrow || key.rightArrow))
    return [{ name: key.leftArrow ? 'shift-left' : 'shift-right' }]
  const named = NAMED.find(([name]) => key[name])
  if (named !== undefined) return [{ name: named[1] }]
  if (key.ctrl) return [{ name: `ctrl-${input}` }]
  return splitCharacters(input).map((text) => {
    if (text === '\r' || text === '\n') return { name: 'enter' }
    if (text === '\t') return { name: 'tab' }
    if (text === '\u007F') return { name: 'backspace' }
    return text < ' ' ? { name: `ctrl-${toLetter(text)}` } : { name: text, text }
  })
}

/** The letter of a control character: U+0015 is Ctrl-U. */
function toLetter(text: string): string {
  return String.fromCodePoint((text.codePointAt(0) ?? 0) + 96)
}
