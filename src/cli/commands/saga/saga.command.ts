import type { Command } from '../../command.js'

/** Sagas: work across the three stores that is done as a whole or undone. */
export const sagaCommand: Command = {
  name: 'saga',
  summary: 'work across the stores that is done as a whole or undone',
  description:
    'A saga does something in several stores, step by step, and remembers each step: after a crash it goes on, or undoes what was done. Deleting a family is one.',
  examples: [
    ['saga list', 'the latest'],
    ['saga show 0190f5f0-7c1e-7000-8000-000000000000', 'its steps and where it stands'],
  ],
  subcommands: [
    {
      name: 'list',
      summary: 'the latest sagas',
      options: [{ flags: '--limit <n>', description: 'how many', default: '20' }],
      run: async (context, _args, options) =>
        (await import('./saga-commands.js')).listSagas(context, options['limit']),
    },
    {
      name: 'show',
      summary: 'one saga with its steps',
      arguments: [{ name: '<id>', description: "the saga's id" }],
      run: async (context, [id]) => (await import('./saga-commands.js')).showSaga(context, id),
    },
    {
      name: 'retry',
      summary: 'set a saga in motion again that failed or was called off',
      arguments: [{ name: '<id>', description: "the saga's id" }],
      run: async (context, [id]) => (await import('./saga-commands.js')).runSagaRetry(context, id),
    },
  ],
}
