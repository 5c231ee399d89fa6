import { defineCommand } from '../../define-command.js'

export const completionCommand = defineCommand({
  name: 'completion',
  group: 'Project',
  summary: 'Print a completion script for bash, zsh or fish',
  description:
    'Completes commands, flags and values, the names in the project, and the latest records and IDs of the running stack. It works for homemanager on the PATH, not for npx homemanager: run npm install --global homemanager, or add node_modules/.bin to the PATH.',
  arguments: {
    shell: { type: 'choice', description: 'bash, zsh or fish', choices: ['bash', 'zsh', 'fish'] },
  },
  examples: [
    ['completion bash > /etc/bash_completion.d/homemanager', 'install for all users of bash'],
    ['completion zsh > "${fpath[1]}/_homemanager"', 'install for zsh'],
    ['completion fish > ~/.config/fish/completions/homemanager.fish', 'install for fish'],
  ],
})
