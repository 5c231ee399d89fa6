import { defineCommand } from '../../define-command.js'

/** Production runs the budget store on Amazon DocumentDB, which supports a subset of MongoDB. */
export const lintCommand = defineCommand({
  name: 'lint',
  group: 'Schema',
  summary: 'Check the budget store for compatibility with Amazon DocumentDB',
  description:
    'Checks every request that the services send to MongoDB (the access patterns that explain lists), all migrations of MongoDB and, if the stack is running, its collections and indexes for features that Amazon DocumentDB does not support. Exits with 4 if it finds any.',
  examples: [['lint docdb 5.0', 'find features that Amazon DocumentDB 5.0 does not support']],
  requiresSubcommand: true,
  subcommands: {
    docdb: {
      summary: 'check pipelines, indexes and options against a version of Amazon DocumentDB',
      arguments: {
        version: {
          type: 'choice',
          description: 'version of Amazon DocumentDB: 5.0 or 8.0',
          choices: ['5.0', '8.0'],
        },
      },
      examples: [
        ['lint docdb 5.0', 'find features that version 5.0 does not support'],
        ['lint docdb 8.0 --json', 'print the results for version 8.0 as JSON'],
      ],
    },
  },
})
