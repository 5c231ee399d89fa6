import { EXIT, HomeError } from '../../../../core/home-error.js'
import type { InteractiveSession, Navigation, Screen } from './screen.js'
import { searchScreen } from './search-screen.js'

/** Runs screens until the user quits and returns the exit code. Escape returns to the previous screen. */
export async function runInteractiveSession(
  session: InteractiveSession,
  first: Screen = searchScreen,
): Promise<number> {
  const screens: Screen[] = [first]
  for (;;) {
    const screen = screens.at(-1)
    if (screen === undefined) return EXIT.done
    const next = await screen(session).catch((error: unknown): Navigation | 'interrupted' => {
      // Ctrl-C is a usual way to leave an interactive program, not an error to report.
      if (error instanceof Error && error.name === 'ExitPromptError') return 'interrupted'
      // An error on one screen does not end the session, as long as there is a screen to return to.
      if (!(error instanceof HomeError) || screens.length === 1) throw error
      session.output.warn(error.message)
      return 'back'
    })
    if (next === 'interrupted') return EXIT.interrupted
    if (next === 'quit') return EXIT.done
    if (next === 'back') screens.pop()
    else if (next === 'search') screens.splice(0, screens.length, searchScreen)
    else screens.push(next.to)
  }
}
