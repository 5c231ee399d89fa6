import type { CommandDefinition } from '../../command.js'

export const inspectCommand: CommandDefinition = {
  name: 'inspect',
  description:
    'Shows a user, family, todo, expense, budget, category or event with its decoded keys, its references (✗ dangling reference, ≠ stale copy) and the records that belong to it. Accepts any form of an ID: a UUID, USER#…, expense_…, a sort key or an email. Without arguments it starts an interactive browser.',
  arguments: [
    {
      name: '[entity]',
      description: 'user, family, todo, expense, budget, category or event; or an ID of any entity',
    },
    { name: '[id]', description: 'an ID in any form, or the email of a user' },
  ],
  options: [
    {
      flags: '--depth <n>',
      description:
        '0: only the record; 1: also its references and lists; 2 or more: also the records they contain',
      default: '1',
    },
    { flags: '--limit <n>', description: 'maximum number of rows per list', default: '10' },
  ],
  examples: [
    ['inspect', 'browse the data interactively'],
    ['inspect user demo@homemanager.example', 'show a user with todos, expenses and events'],
    ['inspect expense_00000000-0000-7000-8000-000000000123 --json', 'find the entity of an ID'],
    ['inspect family 789 --json --depth 2', 'include the complete members, todos and expenses'],
  ],
  async run(context, [first, second], options) {
    const { runInspect } = await import('./run-inspect.js')
    return runInspect(context, first, second, options)
  },
}
