import { ADDON_NAMES } from '../../../core/addon-name.js'
import { COMPONENT_NAMES } from '../../../core/component-name.js'
import { LOG_LEVELS } from '../../../core/log-entry.js'
import { defineCommand } from '../../define-command.js'
import { parseTraceId } from '../../parse-trace-id.js'
import { parsePattern, parseSince } from './parse-log-filter.js'

export const logsCommand = defineCommand({
  name: 'logs',
  group: 'Stack',
  summary: 'Show the logs of the engines and services',
  description:
    'Shows the last entries of the log of every component, or of one: postgres, dynamodb, mongo, services, gateway, identity, todo, budget, redis, pgbouncer, postgres-replica. The log of the gateway has the requests that it has forwarded, each with the name of the service. One line per entry, in the order of time: time, component, level, message, status, duration and trace. A line without a time has that of the line before it, or with --follow the time when it arrives. --json prints one object per entry with all of its fields.',
  arguments: {
    name: {
      type: 'string',
      description: 'limit to this component',
      optional: true,
      suggestions: [...COMPONENT_NAMES, 'services', ...ADDON_NAMES],
      names: 'services',
    },
  },
  flags: {
    follow: { type: 'boolean', short: 'f', description: 'follow the logs until Ctrl-C' },
    lines: {
      type: 'integer',
      short: 'n',
      value: 'count',
      description:
        'number of entries to show for each log, after filtering; the services and the gateway share one; 0 with --follow: only new ones',
      min: 0,
      max: 100_000,
      default: 50,
    },
    level: {
      type: 'choice',
      value: 'level',
      description: 'only entries of this level or a higher one',
      choices: LOG_LEVELS,
    },
    grep: {
      type: 'string',
      value: 'pattern',
      description: 'only entries that contain this regular expression',
      parse: parsePattern,
    },
    since: {
      type: 'string',
      value: 'time',
      description: 'only entries after this time: a duration (30s, 10m, 2h, 1d) or ISO 8601',
      parse: parseSince,
    },
    trace: {
      type: 'string',
      value: 'id',
      description: 'only entries of this trace: its ID or the beginning of it',
      parse: parseTraceId,
      names: 'traces',
    },
  },
  examples: [
    ['logs postgres', 'the last entries of PostgreSQL'],
    ['logs -f', 'follow all components'],
    ['logs --level warn --since 10m', 'warnings and errors of the last ten minutes'],
    ['logs --trace 4bf92f3577b34da6', 'everything that one request logged'],
    ['logs gateway -n 0 -f --json', 'newline-delimited JSON: one object per new entry'],
  ],
})
