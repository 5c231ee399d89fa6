import { defineCommand } from '../../define-command.js'

export const lsCommand = defineCommand({
  name: 'ls',
  group: 'Stack',
  summary: 'List the running stacks of this user',
  description:
    'Lists every running stack of this user, from any directory: its project, components, gateway, provider, start time and directory. Includes the stacks of deleted and renamed directories and the ephemeral ones of programs. To stop one, run down --project NAME.',
  flags: {
    all: { type: 'boolean', short: 'a', description: 'also list stopped projects that have data' },
  },
  examples: [
    ['ls', 'list what is running'],
    ['ls --json', 'for scripts'],
    ['down --project shop', 'stop one of them, from any directory'],
  ],
})
