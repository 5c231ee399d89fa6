import type { Command } from '../../command.js'

/** The event log: everything that happened, in order, and what could not be handled. */
export const eventsCommand: Command = {
  name: 'events',
  summary: 'what happened: the event log, redelivery and dead letters',
  description:
    'Shows the last events of the log (the audit trail), oldest first; with --follow also those that come. With --json one CloudEvents envelope a line.',
  options: [
    { flags: '-f, --follow', description: 'go on with the events that come, until Ctrl-C' },
    { flags: '--family <id>', description: 'only events of this family' },
    { flags: '--correlation <id>', description: 'only events of this chain of causes' },
    { flags: '--type <type>', description: 'only events of this type; budget.* takes all that begin so' },
    { flags: '--limit <n>', description: 'how many of the past', default: '20' },
  ],
  examples: [
    ['events -f', 'watch what the services do'],
    ['events --type "identity.*" --limit 100 --json', 'one envelope a line'],
    ['events --correlation 0190f5f0-7c1e-7000-8000-000000000000', 'everything that one request led to'],
    ['events dead-letters --retry', 'give what failed to its consumers again'],
  ],
  async run(context, _args, options) {
    await (await import('./show-events.js')).showEvents(context, options)
  },
  subcommands: [
    {
      name: 'redeliver',
      summary: 'give an event to its consumers again; what was done is not done twice',
      arguments: [{ name: '<id>', description: "the event's id" }],
      examples: [['events redeliver 0190f5f0-7c1e-7000-8000-000000000000', 'exit 1 if a consumer fails']],
      run: async (context, [id]) => (await import('./run-redeliver.js')).runRedeliver(context, id),
    },
    {
      name: 'dead-letters',
      summary: 'events that a consumer gave up on',
      options: [{ flags: '--retry', description: 'handle them again; those that succeed leave the list' }],
      examples: [['events dead-letters --json', 'with the whole envelope and the last error']],
      run: async (context, _args, options) =>
        (await import('./run-redeliver.js')).showDeadLetters(context, options['retry'] === true),
    },
  ],
}
