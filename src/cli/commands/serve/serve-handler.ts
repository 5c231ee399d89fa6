import { once } from 'node:events'
import { EXIT } from '../../../core/home-error.js'
import type { Project } from '../../../project/project.js'
import type { CommandContext } from '../../command-context.js'
import type { CommandInput } from '../../command-handler.js'
import { toStatusRows } from '../../render-status.js'
import type { serveCommand } from './serve.command.js'

export async function run({ context, flags }: CommandInput<typeof serveCommand>): Promise<number> {
  const { provider } = flags
  const project = await context.project(provider === undefined ? {} : { provider })
  await serve(context, project)
  if (project.state().engines.length > 0)
    context.output.note(
      'The services are stopped; the engines keep running. To start the services: homemanager up',
    )
  return EXIT.interrupted
}

/** Resolves after Ctrl-C, when the services are stopped. */
async function serve({ output, signal }: CommandContext, project: Project): Promise<void> {
  await using stack = await project.up({ services: 'foreground', supervise: true, signal, reporter: output })
  output.printResult(stack.status, (style) =>
    toStatusRows(stack.status)
      .map(({ name, address, description }) =>
        `  ${name.padEnd(9)} ${style.cyan(address)}  ${style.dim(description)}`.trimEnd(),
      )
      .join('\n'),
  )
  output.note('Press Ctrl-C to stop.')
  if (!signal.aborted) await once(signal, 'abort')
  output.note('Stopping. Requests in progress are completed first.')
}
