import { defineCommand } from '../../define-command.js'
import { PROVIDER_FLAG } from '../../shared-flags.js'

export const branchCommand = defineCommand({
  name: 'branch',
  group: 'Data',
  summary: 'Run a copy of the project beside it',
  description:
    'A branch is a second project with the data of this one, or of a snapshot: its own engines, services and gateway, on free ports. Its commands take --project. Changes in one do not affect the other. A git worktree is a project of its own without a branch.',
  requiresSubcommand: true,
  examples: [
    ['branch create experiment', 'copy the running project and start the copy'],
    ['branch create yesterday --from before-refactoring', 'start a copy of a snapshot'],
    ['branch delete experiment --yes', 'stop the copy and delete its data'],
  ],
  subcommands: {
    create: {
      summary: 'copy the data to a new project and start it',
      description:
        'Copies the data of this project, or of a snapshot, to a new project and starts it. Requests to the services of this project wait while its data is copied. The branch has keys of its own and no sessions. Pending migrations are applied to it, except those that delete data and what comes after them.',
      arguments: { name: { type: 'string', description: 'lower-case letters, digits and hyphens' } },
      flags: {
        from: {
          type: 'string',
          value: 'snapshot',
          description: 'the snapshot to copy, or an archive of one',
          defaultText: 'the data of this project now',
          names: 'snapshots',
        },
        provider: { ...PROVIDER_FLAG, description: 'with --from: how the engines of the branch run' },
        timeout: {
          type: 'seconds',
          value: 'seconds',
          description: 'how long to wait for requests in progress, and for the branch to be ready',
          default: 120,
        },
      },
      examples: [
        ['branch create failure --from failure.tar.gz', 'start the archive of a failed job'],
        ['branch create experiment --json', 'the addresses of the new stack, for scripts'],
      ],
    },
    list: {
      summary: 'list the branches of this project, newest first',
      examples: [['branch list --json', 'for scripts']],
    },
    delete: {
      summary: 'stop a branch and delete its data',
      arguments: { name: { type: 'string', description: 'the name of the branch', names: 'branches' } },
      examples: [['branch delete experiment', 'asks for confirmation']],
    },
  },
})
