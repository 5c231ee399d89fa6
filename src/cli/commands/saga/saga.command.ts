import type { CommandDefinition } from '../../command.js'

export const sagaCommand: CommandDefinition = {
  name: 'saga',
  description:
    'A saga changes several stores step by step and records each step. After a crash it resumes or compensates the completed steps. Deleting a family is a saga.',
  examples: [
    ['saga list', 'the latest sagas'],
    ['saga show 0190f5f0-7c1e-7000-8000-000000000000', 'the steps of a saga and their states'],
  ],
  subcommands: [
    {
      name: 'list',
      summary: 'list the latest sagas',
      options: [{ flags: '--limit <n>', description: 'maximum number of sagas', default: '20' }],
      examples: [['saga list --limit 100 --json', 'for scripts']],
      run: async (context, _args, options) =>
        (await import('./saga-commands.js')).listSagas(context, options['limit']),
    },
    {
      name: 'show',
      summary: 'show a saga with its steps',
      arguments: [{ name: '<id>', description: 'the saga ID' }],
      examples: [['saga show 0190f5f0-7c1e-7000-8000-000000000000', 'the steps and their states']],
      run: async (context, [id]) => (await import('./saga-commands.js')).showSaga(context, id),
    },
    {
      name: 'retry',
      summary: 'retry a failed or compensated saga',
      arguments: [{ name: '<id>', description: 'the saga ID' }],
      examples: [['saga retry 0190f5f0-7c1e-7000-8000-000000000000', 'resume at the step that failed']],
      run: async (context, [id]) => (await import('./saga-commands.js')).runSagaRetry(context, id),
    },
  ],
}
