import { defineCommand } from '../../define-command.js'
import { parseUuid } from '../../parse-uuid.js'
import { LIMIT_FLAG } from '../../shared-flags.js'

const ID_ARGUMENT = {
  type: 'string',
  description: 'the saga ID',
  names: 'sagas',
  parse: parseUuid('a saga', 'Run homemanager saga list to list the latest sagas with their IDs.'),
} as const

export const sagaCommand = defineCommand({
  name: 'saga',
  group: 'Services and events',
  showsUserText: true,
  summary: 'List, inspect and retry sagas',
  description:
    'A saga changes several stores step by step and records each step. After a crash it resumes or compensates the completed steps. Deleting a family is a saga.',
  examples: [
    ['saga list', 'the latest sagas'],
    ['saga show 0190f5f0-7c1e-7000-8000-000000000000', 'the steps of a saga and their states'],
  ],
  requiresSubcommand: true,
  subcommands: {
    list: {
      summary: 'list the latest sagas',
      showsUserText: true,
      flags: { limit: { ...LIMIT_FLAG, min: 1, description: 'maximum number of sagas' } },
      examples: [['saga list --limit 100 --json', 'for scripts']],
    },
    show: {
      summary: 'show a saga with its steps',
      showsUserText: true,
      arguments: { id: ID_ARGUMENT },
      examples: [['saga show 0190f5f0-7c1e-7000-8000-000000000000', 'the steps and their states']],
    },
    retry: {
      summary: 'retry a failed or compensated saga',
      arguments: { id: ID_ARGUMENT },
      examples: [['saga retry 0190f5f0-7c1e-7000-8000-000000000000', 'resume at the step that failed']],
    },
  },
})
