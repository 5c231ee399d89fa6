import type { Dialogue, Screen } from './screen.js'
import { searchScreen } from './search-screen.js'

/** The dialogue: from screen to screen, and back by Escape, until one leaves. */
export async function walkRecords(dialogue: Dialogue, first: Screen = searchScreen): Promise<void> {
  const screens: Screen[] = [first]
  for (;;) {
    const screen = screens.at(-1)
    if (screen === undefined) return
    const move = await screen(dialogue)
    if (move === 'leave') return
    if (move === 'back') screens.pop()
    else if (move === 'search') screens.splice(0, screens.length, searchScreen)
    else screens.push(move.to)
  }
}
