import { defineCommand } from '../../define-command.js'
import { ALLOW_REMOTE_FLAG, ONLY_FLAG } from '../../shared-flags.js'

export const resetCommand = defineCommand({
  name: 'reset',
  group: 'Data',
  summary: 'Remove the seeded data',
  description:
    'Removes every seeded dataset from the three stores, including records that were added to its families later. Other records are not changed.',
  flags: { only: ONLY_FLAG, allowRemote: ALLOW_REMOTE_FLAG },
  examples: [['reset --yes', 'do not ask for confirmation']],
})
