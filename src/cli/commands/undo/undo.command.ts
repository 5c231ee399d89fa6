import { defineCommand } from '../../define-command.js'
import { ALLOW_REMOTE_FLAG, REPAIR_FLAG } from '../../shared-flags.js'

export const undoCommand = defineCommand({
  name: 'undo',
  group: 'Data',
  summary: 'Restore the newest snapshot that was saved automatically',
  description:
    'Before reset, seed --reset, migrate down, snapshot restore, down --volumes, and migrate and up with steps that delete or change data (docs/migrations.md lists them, and what is not recognized), a snapshot of the data is saved automatically; of external servers, only before snapshot restore. Restores the newest of these, after confirmation, which says when and by which command it was saved. Writes of query --write, of your own clients, of the HTTP API, and edits of inspect and studio save none: they are replaced if they are newer, and undo does not revert them. Pending migrations are then applied, also those that were never applied before. Those that delete data stay pending, and so do those that have just failed, and those that change data if the snapshot was saved before migrate or up; they are named. On a stopped stack, the next up or migrate applies all pending ones. The current data is saved first, so running undo again returns to it; after down --volumes there is no current data, and undo restores the same snapshot again.',
  flags: {
    verify: {
      type: 'boolean',
      description: 'read all restored records and compare them with the fingerprints of the snapshot',
    },
    repair: REPAIR_FLAG,
    allowRemote: ALLOW_REMOTE_FLAG,
    timeout: {
      type: 'seconds',
      value: 'seconds',
      description: 'how long to wait for requests in progress, and for the engines to be ready again',
      default: 120,
    },
  },
  examples: [
    ['undo', 'after a reset that was a mistake'],
    ['undo --yes --json', 'for scripts'],
  ],
})
