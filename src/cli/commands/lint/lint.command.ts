import type { CommandContext, CommandDefinition } from '../../command.js'

/** Production runs the budget store on Amazon DocumentDB, which supports a subset of MongoDB. */
export const lintCommand: CommandDefinition = {
  name: 'lint',
  description:
    'Checks every registered MongoDB request, all migrations and, if the stack is running, its collections and indexes for features that Amazon DocumentDB does not support. Exits with 4 if it finds any.',
  examples: [['lint docdb 5.0', 'find features that Amazon DocumentDB 5.0 does not support']],
  subcommands: [
    {
      name: 'docdb',
      summary: 'check pipelines, indexes and options against a version of Amazon DocumentDB',
      arguments: [
        {
          name: '<version>',
          description: 'version of Amazon DocumentDB: 5.0 or 8.0',
          choices: ['5.0', '8.0'],
        },
      ],
      examples: [
        ['lint docdb 5.0', 'find features that version 5.0 does not support'],
        ['lint docdb 8.0 --json', 'print the results for version 8.0 as JSON'],
      ],
      run: lint,
    },
  ],
}

async function lint(context: CommandContext, [version]: readonly (string | undefined)[]): Promise<number> {
  const { runLintDocdb } = await import('./run-lint-docdb.js')
  return runLintDocdb(context, version === '8.0' ? '8.0' : '5.0')
}
