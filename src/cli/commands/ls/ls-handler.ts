import { listStacks } from '../../../project/project.js'
import type { FoundStack } from '../../../project/stacks/describe-stack.js'
import type { CommandInput } from '../../command-handler.js'
import type { lsCommand } from './ls.command.js'
import { type ListedStack, renderStacks } from './render-stacks.js'

export async function run({ context, flags }: CommandInput<typeof lsCommand>): Promise<void> {
  const { output, globals } = context
  const all = await listStacks()
  const stacks = all.filter(({ project }) => globals.project === undefined || project === globals.project)
  const shown = flags.all ? stacks : stacks.filter(({ status }) => status !== 'stopped')
  const items = shown.map(withoutStateDirectory)
  output.printResult({ items }, (style) => renderStacks(items, output, style))
}

function withoutStateDirectory(stack: FoundStack): ListedStack {
  const { home: _, ...listed } = stack
  return listed
}
