import type { CommandInput } from '../../command-handler.js'
import type { completionCommand } from './completion.command.js'
import { listCompletions } from './list-completions.js'
import { renderBashCompletion } from './render-bash-completion.js'
import { renderFishCompletion } from './render-fish-completion.js'
import { renderZshCompletion } from './render-zsh-completion.js'

const RENDERERS = { bash: renderBashCompletion, zsh: renderZshCompletion, fish: renderFishCompletion }

/** Prints a script with all commands, flags and values: completing does not start homemanager. */
export async function run({ context, args }: CommandInput<typeof completionCommand>): Promise<void> {
  await context.output.printRaw(RENDERERS[args.shell](await listCompletions(context.commands)))
}
