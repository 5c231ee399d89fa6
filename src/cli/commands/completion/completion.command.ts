import type { Command } from '../../command.js'

export const completionCommand: Command = {
  name: 'completion',
  summary: 'completion of commands and flags for your shell',
  arguments: [{ name: '<shell>', description: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  examples: [
    ['completion bash > /etc/bash_completion.d/homemanager', 'for every bash of this machine'],
    ['completion zsh > "${fpath[1]}/_homemanager"', 'for zsh'],
    ['completion fish > ~/.config/fish/completions/homemanager.fish', 'for fish'],
  ],
  async run({ output, loadCommands }, [shell]) {
    const { renderCompletionScript } = await import('./completion-script.js')
    await output.printRaw(renderCompletionScript(shell as 'bash' | 'zsh' | 'fish', await loadCommands()))
  },
}
