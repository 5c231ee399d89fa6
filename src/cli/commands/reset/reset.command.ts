import { BACKUP_FLAG } from '../../back-up-first.js'
import { defineCommand } from '../../define-command.js'
import { ALLOW_REMOTE_FLAG, ONLY_FLAG } from '../../shared-flags.js'

export const resetCommand = defineCommand({
  name: 'reset',
  group: 'Data',
  summary: 'Remove the seeded data',
  description:
    'Removes every seeded dataset from the three stores, including records that were added to its families later. Other records are not changed. Saves a snapshot first, unless the engines are external; undo restores it.',
  flags: { only: ONLY_FLAG, backup: BACKUP_FLAG, allowRemote: ALLOW_REMOTE_FLAG },
  examples: [['reset --yes', 'do not ask for confirmation']],
})
