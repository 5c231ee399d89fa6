import { defineCommand } from '../../define-command.js'

export const statusCommand = defineCommand({
  name: 'status',
  group: 'Stack',
  summary: 'Show the status of every component',
  aliases: ['ps'],
  description:
    'Checks each engine with its own protocol and each service with its health endpoint. Exits with 4 if a component is not healthy.',
  examples: [
    ['status', 'a table of all components'],
    ['status --json', 'for scripts'],
  ],
})
