import type { CommandDefinition } from '../../command.js'

export const completionCommand: CommandDefinition = {
  name: 'completion',
  arguments: [{ name: '<shell>', description: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] }],
  examples: [
    ['completion bash > /etc/bash_completion.d/homemanager', 'install for all users of bash'],
    ['completion zsh > "${fpath[1]}/_homemanager"', 'install for zsh'],
    ['completion fish > ~/.config/fish/completions/homemanager.fish', 'install for fish'],
  ],
  async run({ output, loadCommands }, [shell]) {
    const { renderCompletionScript } = await import('./completion-script.js')
    await output.printRaw(renderCompletionScript(shell as 'bash' | 'zsh' | 'fish', await loadCommands()))
  },
}
