import { once } from 'node:events'
import { EXIT } from '../../../core/home-error.js'
import { STUDIO_RECORD_VARIABLE } from '../../../core/studio-record.js'
import { waitUntilReplaced } from './wait-until-replaced.js'
import { startStudioServer } from '../../../studio/server/start-studio-server.js'
import type { CommandInput } from '../../command-handler.js'
import { formatProgram } from '../../format-program.js'
import { openBrowser } from './open-browser.js'
import type { studioCommand } from './studio.command.js'

export async function run({ context, flags }: CommandInput<typeof studioCommand>): Promise<number> {
  const { output, signal, globals } = context
  const { port = 0, open, write } = flags
  const project = await context.project()
  await using studio = await startStudioServer({
    project,
    port,
    write,
    program: formatProgram(globals),
  })
  const isInBackground = process.env[STUDIO_RECORD_VARIABLE] !== undefined
  using _record = isInBackground ? undefined : await project.recordStudio(studio.url)
  output.printResult({ url: studio.url }, (style) => `Studio  ${style.cyan(studio.url)}`)
  // Nobody looks at the browser of a script.
  if (open && output.interactive) openBrowser(studio.url)
  output.note(write ? 'Press Ctrl-C to stop.' : 'Read-only; --write allows changes. Press Ctrl-C to stop.')
  if (!signal.aborted) await Promise.race([once(signal, 'abort'), waitUntilReplaced(signal)])
  return EXIT.interrupted
}
