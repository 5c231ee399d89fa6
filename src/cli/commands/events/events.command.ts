import { defineCommand } from '../../define-command.js'
import { parseNonEmpty } from '../../parse-non-empty.js'
import { parseUuid } from '../../parse-uuid.js'
import { LIMIT_FLAG } from '../../shared-flags.js'

export const eventsCommand = defineCommand({
  name: 'events',
  group: 'Services and events',
  showsUserText: true,
  summary: 'Show the event log, redeliver events and list dead letters',
  description:
    'Shows the latest events of the event log (the audit trail) in the order of time: what happened, to whom, with amounts, titles and names. --wide adds the IDs. With --json it prints newline-delimited JSON: one CloudEvents envelope per line.',
  flags: {
    follow: { type: 'boolean', short: 'f', description: 'follow new events until Ctrl-C' },
    family: {
      type: 'string',
      value: 'id',
      description: 'only events of this family',
      names: 'families',
      parse: parseUuid(
        'a family',
        'Run homemanager query postgres "SELECT id, name FROM families" to list the families with their IDs.',
      ),
    },
    correlation: {
      type: 'string',
      value: 'id',
      description: 'only events with this correlation ID',
      names: 'correlations',
      parse: parseNonEmpty('a correlation ID'),
    },
    type: {
      type: 'string',
      value: 'type',
      description: 'only events of this type; budget.* matches by prefix',
      parse: parseNonEmpty('a type of events'),
      suggestions: async () =>
        (await import('../../../domain/events/registry.js')).EVENT_DEFINITIONS.map(({ type }) => type),
    },
    wide: { type: 'boolean', description: 'also show the IDs: subject, event, correlation and trace' },
    limit: { ...LIMIT_FLAG, description: 'maximum number of past events' },
  },
  examples: [
    ['events -f', 'follow the events of the services'],
    ['events --type "identity.*" --limit 100 --json', 'print one envelope per line'],
    ['events --correlation 0190f5f0-7c1e-7000-8000-000000000000', 'show everything that one request caused'],
    ['events dead-letters --retry', 'redeliver all dead letters'],
  ],
  subcommands: {
    redeliver: {
      summary: 'redeliver an event to its consumers (idempotent)',
      arguments: {
        id: {
          type: 'string',
          description: 'the event ID',
          names: 'events',
          parse: parseUuid(
            'an event',
            'Run homemanager events --wide to list the latest events with their IDs.',
          ),
        },
      },
      examples: [
        ['events redeliver 0190f5f0-7c1e-7000-8000-000000000000', 'exit with 1 if a consumer fails'],
      ],
    },
    'dead-letters': {
      summary: 'list the events that a consumer could not process',
      showsUserText: true,
      flags: {
        retry: {
          type: 'boolean',
          description: 'redeliver them; those that succeed are removed from the list',
        },
      },
      examples: [['events dead-letters --json', 'include the complete envelope and the last error']],
    },
  },
})
