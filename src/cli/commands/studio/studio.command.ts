import { defineCommand } from '../../define-command.js'

export const studioCommand = defineCommand({
  name: 'studio',
  group: 'Inspect',
  summary: 'Browse the stack in a browser',
  description:
    'Serves Studio on loopback until Ctrl-C, and opens it in a browser: the records of the three stores with their references and history, events, traces, logs, queries, schema, access patterns, verification and snapshots. It changes nothing unless --write is given. The URL contains a token of this run, without which no data is sent. It waits for the stack if it is not running.',
  flags: {
    port: {
      type: 'integer',
      value: 'port',
      description: 'port of Studio',
      min: 0,
      max: 65_535,
      defaultText: 'any free port',
    },
    open: { type: 'boolean', default: true, description: 'only print the URL; do not open a browser' },
    write: { type: 'boolean', description: 'allow records to be changed' },
  },
  examples: [
    ['studio', 'open Studio in the browser'],
    ['studio --no-open --port 4400', 'only print the URL, with this port'],
    ['studio --json', 'print the URL as JSON when Studio answers, and run until Ctrl-C'],
  ],
})
