import { defineCommand } from '../../define-command.js'
import { parseNonEmpty } from '../../parse-non-empty.js'

export const inspectCommand = defineCommand({
  name: 'inspect',
  group: 'Inspect',
  showsUserText: true,
  summary: 'Browse a record and its references across the stores',
  description:
    'Shows a user, family, invitation, todo, expense, budget, category or event with its decoded keys, its references (✗ dangling reference, ≠ stale copy) and the records that belong to it. Accepts any form of an ID: a UUID, its first digits (018f), its last ones (6bb6) or both (018f…6bb6), the last digits of an example ID (123 for 00000000-0000-7000-8000-000000000123), USER#…, expense_…, a sort key or an email; after an entity also a text that only one record contains, such as a name. Without an ID, in a terminal, it shows the stack, or the records of the entity, on the full screen: / searches, e edits a record through its service after showing what would change, ? lists all keys.',
  arguments: {
    entity: {
      type: 'string',
      description:
        'user, family, invitation, todo, expense, budget, category, event or an entity of your own, also in the plural; or an ID of any entity',
      optional: true,
      parse: parseNonEmpty('an entity, an ID or an email'),
      suggestions: async () =>
        (await import('../../../domain/entities/registry.js')).BUNDLED_ENTITIES.listInspectable(),
      names: 'entities',
    },
    id: {
      type: 'string',
      description:
        'an ID in any form, the email of a user, or a text that only one record of the entity contains',
      names: 'records',
      optional: true,
      parse: parseNonEmpty('an ID or an email'),
    },
  },
  flags: {
    search: {
      type: 'string',
      value: 'text',
      parse: parseNonEmpty('a text'),
      description:
        'list the records with the text, or all its words, in their name, email, title, description, category, currency, status or priority, or in the name of the user, owner or family that the list shows, whatever the case and accents, or with this ID or its first or last digits, amount (156.78 or 156.78 USD), day (2024-10-03) or month (2024-10); with an entity, only its records',
    },
    history: {
      type: 'boolean',
      description: 'show who changed the record, what and when, with the fields before and after',
    },
    depth: {
      type: 'integer',
      value: 'n',
      description:
        '0: only the record; 1: also its references and lists; 2 or more: with --json, also the complete records they contain',
      min: 0,
      max: 5,
      defaultText: '1',
    },
    limit: {
      type: 'integer',
      short: 'n',
      value: 'n',
      description: 'maximum number of rows per list, or of records found by --search',
      min: 1,
      max: 1000,
      defaultText: '10; with --search, no limit',
    },
  },
  conflicts: [
    { flag: 'search', excludes: ['history'], reason: '--history is of one record' },
    { flag: 'search', excludes: ['depth'], reason: '--depth is for the lists of one record' },
    { flag: 'history', excludes: ['depth', 'limit'], reason: 'the history has no lists' },
    {
      flag: 'depth',
      excludes: ['limit'],
      reason: '--depth 0 shows no lists',
      when: (depth) => depth === 0,
    },
  ],
  examples: [
    ['inspect', 'browse the data interactively'],
    ['inspect todo', 'browse the todos'],
    ['inspect user alex.parker@homemanager.example', 'show a user with todos, expenses and invitations'],
    ['inspect expense_00000000-0000-7000-8000-000000000123 --json', 'find the entity of an ID'],
    ['inspect --search "whole foods" --json', 'find records by text, in all stores'],
    ['inspect expense 123 --history', 'show every change of an expense, also of a deleted one'],
    ['inspect family 789 --json --depth 2', 'include the complete members, todos and expenses'],
  ],
})
