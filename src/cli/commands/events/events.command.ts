import type { CommandDefinition } from '../../command.js'

export const eventsCommand: CommandDefinition = {
  name: 'events',
  description:
    'Shows the latest events of the event log (the audit trail), oldest first. With --json it prints newline-delimited JSON: one CloudEvents envelope per line.',
  options: [
    { flags: '-f, --follow', description: 'follow new events until Ctrl-C' },
    { flags: '--family <id>', description: 'only events of this family' },
    { flags: '--correlation <id>', description: 'only events with this correlation ID' },
    { flags: '--type <type>', description: 'only events of this type; budget.* matches by prefix' },
    { flags: '--limit <n>', description: 'maximum number of past events', default: '20' },
  ],
  examples: [
    ['events -f', 'follow the events of the services'],
    ['events --type "identity.*" --limit 100 --json', 'print one envelope per line'],
    ['events --correlation 0190f5f0-7c1e-7000-8000-000000000000', 'show everything that one request caused'],
    ['events dead-letters --retry', 'redeliver all dead letters'],
  ],
  async run(context, _args, options) {
    await (await import('./show-events.js')).showEvents(context, options)
  },
  subcommands: [
    {
      name: 'redeliver',
      summary: 'redeliver an event to its consumers (idempotent)',
      arguments: [{ name: '<id>', description: 'the event ID' }],
      examples: [
        ['events redeliver 0190f5f0-7c1e-7000-8000-000000000000', 'exit with 1 if a consumer fails'],
      ],
      run: async (context, [id]) => (await import('./run-redeliver.js')).runRedeliver(context, id),
    },
    {
      name: 'dead-letters',
      summary: 'list the events that a consumer could not process',
      options: [
        { flags: '--retry', description: 'redeliver them; those that succeed are removed from the list' },
      ],
      examples: [['events dead-letters --json', 'include the complete envelope and the last error']],
      run: async (context, _args, options) =>
        (await import('./run-redeliver.js')).showDeadLetters(context, options['retry'] === true),
    },
  ],
}
