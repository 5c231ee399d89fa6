import type { Command } from '../../command.js'

/** Looks into the three stores at once: one record and everything that is connected with it. */
export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'look at a record and everything connected with it, across the stores',
  description:
    'Shows a user, family, todo, expense, budget, category or event with its decoded keys, what it refers to (✗ leads nowhere, ≠ two places disagree) and what belongs to it. Any form of an id will do: a UUID, USER#…, expense_…, a sort key, an email. On a terminal without arguments it is a dialogue.',
  arguments: [
    {
      name: '[kind]',
      description: 'user, family, todo, expense, budget, category or event; or an id of any kind',
    },
    { name: '[id]', description: 'an id in any form, or the email of a user' },
  ],
  options: [
    {
      flags: '--depth <n>',
      description: '0: the record alone; 2 and more: what is around it in full too',
      default: '1',
    },
    { flags: '--limit <n>', description: 'rows per list', default: '10' },
  ],
  examples: [
    ['inspect', 'walk through the data on a terminal'],
    ['inspect user demo@homemanager.example', 'a user with todos, expenses and events'],
    ['inspect expense_00000000-0000-7000-8000-000000000123 --json', 'finds out what the id is'],
    ['inspect family 789 --json --depth 2', 'a family with its members, todos and expenses in full'],
  ],
  async run(context, [first, second], options) {
    const { runInspect } = await import('./run-inspect.js')
    await runInspect(context, first, second, options)
  },
}
