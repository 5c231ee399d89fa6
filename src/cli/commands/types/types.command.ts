import { defineCommand } from '../../define-command.js'

export const typesCommand = defineCommand({
  name: 'types',
  group: 'Schema',
  summary: 'Write TypeScript types of the rows, items and documents',
  description:
    'Writes TypeScript types of the rows of PostgreSQL, the items of DynamoDB and the documents of MongoDB, as their client libraries return them. They come from the live schemas of the running stack and from the entities, also those of extensions. Without --out they are printed.',
  flags: {
    out: {
      type: 'string',
      value: 'file',
      description: 'write the types to this file',
      defaultText: 'stdout',
      path: 'file',
    },
  },
  examples: [
    ['types', 'print the types'],
    ['types --out src/stores.d.ts', 'write the types to a file of the program'],
  ],
})
