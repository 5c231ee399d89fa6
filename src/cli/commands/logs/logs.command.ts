import { ADDON_NAMES } from '../../../core/addon-name.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import { defineCommand } from '../../define-command.js'

export const logsCommand = defineCommand({
  name: 'logs',
  group: 'Stack',
  summary: 'Show the logs of the engines and services',
  description:
    'Shows the last lines of the log of every component, or of one: postgres, dynamodb, mongo, services, gateway, identity, todo, budget, redis, pgbouncer.',
  arguments: {
    name: {
      type: 'string',
      description: 'limit to this component',
      optional: true,
      suggestions: [...COMPONENT_NAMES, 'services', ...ADDON_NAMES],
    },
  },
  flags: {
    follow: { type: 'boolean', short: 'f', description: 'follow the logs until Ctrl-C' },
    lines: {
      type: 'integer',
      short: 'n',
      value: 'count',
      description: 'number of lines to show for each component',
      min: 0,
      max: 100_000,
      default: 50,
    },
  },
  examples: [
    ['logs postgres', 'the last lines of PostgreSQL'],
    ['logs -f', 'follow all components'],
    ['logs gateway -n 0 -f --json', 'newline-delimited JSON: one object per new line'],
  ],
})
