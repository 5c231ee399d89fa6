import { defineCommand } from '../../define-command.js'
import { parseTraceId } from '../../parse-trace-id.js'
import { LIMIT_FLAG } from '../../shared-flags.js'

const { default: DEFAULT_LIMIT, ...LIMIT } = LIMIT_FLAG

export const traceCommand = defineCommand({
  name: 'trace',
  group: 'Services and events',
  showsUserText: true,
  summary: 'Show what a request did, step by step',
  description:
    'Draws a trace: the request at the gateway, the operation, each request to a store, the outbox, the relay and the consumers of its events, with the records that each step wrote. The ID is the trace_id of the logs, or part of a traceparent, which events have too. Without an ID it shows the last trace. --list and -n list the latest requests, newest first, with the IDs of their traces.',
  arguments: {
    id: {
      type: 'string',
      description: 'a trace ID, the beginning of one, or a traceparent',
      optional: true,
      parse: parseTraceId,
      names: 'traces',
    },
  },
  flags: {
    last: { type: 'boolean', description: 'the last trace (default)' },
    slow: { type: 'boolean', description: 'the recorded trace whose request took longest' },
    error: { type: 'boolean', description: 'the last trace with a step that failed' },
    list: { type: 'boolean', description: 'list the latest requests, one line each' },
    limit: {
      ...LIMIT,
      min: 1,
      description: 'the same for this number of requests',
      defaultText: String(DEFAULT_LIMIT),
    },
  },
  conflicts: [
    { flag: 'last', excludes: ['slow', 'error', 'list', 'limit'], reason: 'each chooses a trace' },
    { flag: 'slow', excludes: ['error', 'list', 'limit'], reason: 'each chooses a trace' },
    { flag: 'error', excludes: ['list', 'limit'], reason: 'it chooses a trace' },
  ],
  examples: [
    ['trace', 'show the last request'],
    ['trace -n 10', 'list the latest 10 requests'],
    ['trace 4bf92f3577b34da6', 'show the trace of a line in the logs'],
    ['trace --slow', 'find out where the slowest request spent its time'],
    ['trace --error --json', 'print the last failed trace as JSON'],
  ],
})
