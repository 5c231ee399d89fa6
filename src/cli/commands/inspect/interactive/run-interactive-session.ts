import { HomeError } from '../../../../core/home-error.js'
import type { InteractiveSession, Navigation, Screen } from './screen.js'
import { searchScreen } from './search-screen.js'

/** The dialogue: from screen to screen, and back by Escape, until one leaves. */
export async function runInteractiveSession(
  dialogue: InteractiveSession,
  first: Screen = searchScreen,
): Promise<void> {
  const screens: Screen[] = [first]
  for (;;) {
    const screen = screens.at(-1)
    if (screen === undefined) return
    const move = await screen(dialogue).catch((error: unknown): Navigation => {
      // What one record cannot show is no reason to leave; without any to go back to, it is.
      if (!(error instanceof HomeError) || screens.length === 1) throw error
      dialogue.output.warn(error.message)
      return 'back'
    })
    if (move === 'leave') return
    if (move === 'back') screens.pop()
    else if (move === 'search') screens.splice(0, screens.length, searchScreen)
    else screens.push(move.to)
  }
}
