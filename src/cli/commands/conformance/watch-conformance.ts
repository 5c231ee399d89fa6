import { HomeError } from '../../../core/home-error.js'
import type { ServiceName } from '../../../core/service-name.js'
import type { CommandContext } from '../../command-context.js'

/** Runs the tests, and again after each change of a file of the service, until Ctrl-C. An error does not end it. */
export async function watchConformance(
  { output, project, signal }: CommandContext,
  service: ServiceName,
  test: () => Promise<number>,
): Promise<never> {
  using watch = await (await project()).watchService(service)
  for (;;) {
    try {
      await test()
    } catch (error) {
      signal.throwIfAborted()
      if (!(error instanceof HomeError)) throw error
      output.warn([error.message, error.detail].filter((each) => each !== undefined).join('\n'))
    }
    output.note(`Waiting for changes in ${watch.directory}. Ctrl-C ends it.`)
    output.note(`${await watch.nextChange(signal)} has changed.`)
  }
}
