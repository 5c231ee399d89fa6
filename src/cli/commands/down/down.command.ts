import { BACKUP_FLAG } from '../../back-up-first.js'
import { defineCommand } from '../../define-command.js'

export const downCommand = defineCommand({
  name: 'down',
  group: 'Stack',
  summary: 'Stop the stack',
  aliases: ['stop'],
  description:
    'Stops the services, add-ons and engines that up started. The data is kept for the next up. With --volumes it is deleted, after confirmation, and saved as a snapshot first, unless the engines are external; undo restores it. Snapshots are kept unless --snapshots is given. With --project, the stack may be in any directory; see ls.',
  flags: {
    volumes: { type: 'boolean', description: "also delete the project's data" },
    snapshots: { type: 'boolean', description: 'with --volumes, also delete its snapshots' },
    backup: BACKUP_FLAG,
    timeout: {
      type: 'seconds',
      value: 'seconds',
      description: 'how long to wait for another command that holds the stack lock',
      default: 60,
    },
  },
  examples: [
    ['down', 'stop the stack and keep the data'],
    ['down --project shop', 'stop the stack of this project, from any directory'],
    ['down --volumes --yes', 'stop the stack and delete the data, without asking'],
  ],
})
