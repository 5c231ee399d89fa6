import { type SignedInUser, createTestFamilyMember, createTestUser } from './api-caller.js'

/** A family that somebody else wants to get at. */
export interface VictimFamily {
  readonly owner: SignedInUser
  readonly member: SignedInUser
  readonly todoId: string
  readonly expenseId: string
  readonly budgetId: string
  /** All that the family sees of itself. */
  readAll(): Promise<readonly unknown[]>
}

export async function createVictimFamily(gateway: string): Promise<VictimFamily> {
  const owner = await createTestUser(gateway, 'The Victims')
  const member = await createTestFamilyMember(gateway, owner)
  const idOf = async (path: string, body: object): Promise<string> => {
    const made = await owner.call('POST', path, body)
    if (made.status !== 201) throw new Error(`${path} answered ${made.status}: ${JSON.stringify(made.body)}`)
    return String(made.body['id'])
  }
  const todoId = await idOf('/todo/v1/todos', { title: 'Ours', tags: ['ours'], assigned_to: member.id })
  const expense = { amount: '12.50', currency: 'USD', category: { primary: 'travel' } }
  const location = { type: 'Point', coordinates: [1, 1] }
  const expenseId = await idOf('/budget/v1/expenses', { ...expense, location })
  const limit = { category: 'travel', month: '2024-10', limit: '10.00', currency: 'USD' }
  const budgetId = await idOf('/budget/v1/budgets', limit)
  return {
    owner,
    member,
    todoId,
    expenseId,
    budgetId,
    async readAll() {
      const paths = [
        '/identity/v1/users/me',
        `/identity/v1/families/${owner.familyId}`,
        `/identity/v1/families/${owner.familyId}/members`,
        '/todo/v1/todos',
        '/budget/v1/expenses',
        '/budget/v1/budgets',
      ]
      return Promise.all(paths.map(async (path) => (await owner.call('GET', path)).body))
    },
  }
}
