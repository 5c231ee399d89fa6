import { defineCommand } from '../../define-command.js'

export const completionCommand = defineCommand({
  name: 'completion',
  group: 'Project',
  summary: 'Print a completion script for bash, zsh or fish',
  arguments: {
    shell: { type: 'choice', description: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] },
  },
  examples: [
    ['completion bash > /etc/bash_completion.d/homemanager', 'install for all users of bash'],
    ['completion zsh > "${fpath[1]}/_homemanager"', 'install for zsh'],
    ['completion fish > ~/.config/fish/completions/homemanager.fish', 'install for fish'],
  ],
})
