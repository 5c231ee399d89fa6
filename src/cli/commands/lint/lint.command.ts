import type { Command, CommandContext } from '../../command.js'

/** Whether production, which is Amazon DocumentDB, has everything that the budget store uses. */
export const lintCommand: Command = {
  name: 'lint',
  summary: 'check what the budget store uses against Amazon DocumentDB',
  description:
    'Checks every registered MongoDB request, all migrations and, where the stack runs, its collections and indexes against what Amazon DocumentDB supports. Exit code 4 when it would refuse something.',
  subcommands: [
    {
      name: 'docdb',
      summary: 'pipelines, indexes and options against Amazon DocumentDB',
      arguments: [
        { name: '<version>', description: 'of Amazon DocumentDB: 5.0 or 8.0', choices: ['5.0', '8.0'] },
      ],
      examples: [
        ['lint docdb 5.0', 'what version 5.0 would refuse'],
        ['lint docdb 8.0 --json', 'the same for 8.0, as JSON'],
      ],
      run: lint,
    },
  ],
}

async function lint(context: CommandContext, [version]: readonly (string | undefined)[]): Promise<number> {
  const { runLintDocdb } = await import('./run-lint-docdb.js')
  return runLintDocdb(context, version === '8.0' ? '8.0' : '5.0')
}
