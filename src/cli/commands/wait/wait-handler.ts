import type { CommandInput } from '../../command-handler.js'
import { parseComponentName } from '../../parse-component-name.js'
import type { waitCommand } from './wait.command.js'

export async function run({ context, args, flags }: CommandInput<typeof waitCommand>): Promise<void> {
  const { output, signal } = context
  const project = await context.project()
  const name = args.name === undefined ? undefined : parseComponentName('[name]', args.name, project)
  const status = await project.wait(name === undefined ? undefined : [name], {
    timeoutMs: flags.timeout * 1000,
    signal,
    reporter: output,
  })
  // The other components may have any status.
  output.printResult(
    { ...status, ok: true },
    (style) => `${style.green('✓')} ${name === undefined ? 'All components are' : `${name} is`} ready.`,
  )
}
