import { type SignedInUser, createTestFamilyMember, createTestUser } from './api-caller.js'

/** A family that other users must not be able to access. */
export interface VictimFamily {
  readonly owner: SignedInUser
  readonly member: SignedInUser
  readonly todoId: string
  readonly expenseId: string
  readonly budgetId: string
  /** Not answered yet. */
  readonly invitationId: string
  /** Everything that the family can read about itself. */
  readAll(): Promise<readonly unknown[]>
}

export async function createVictimFamily(gateway: string): Promise<VictimFamily> {
  const owner = await createTestUser(gateway, 'The Victims')
  const member = await createTestFamilyMember(gateway, owner)
  const createResource = async (path: string, body: object): Promise<string> => {
    const created = await owner.call('POST', path, body)
    if (created.status !== 201)
      throw new Error(`Creating ${path} failed with ${created.status}: ${JSON.stringify(created.body)}`)
    return String(created.body['id'])
  }
  const todoId = await createResource('/todo/v1/todos', {
    title: 'Ours',
    tags: ['ours'],
    assigned_to: member.id,
  })
  const expense = { amount: '12.50', currency: 'USD', category: { primary: 'travel' } }
  const location = { type: 'Point', coordinates: [1, 1] }
  const expenseId = await createResource('/budget/v1/expenses', { ...expense, location })
  const limit = { category: 'travel', month: '2024-10', limit: '10.00', currency: 'USD' }
  const budgetId = await createResource('/budget/v1/budgets', limit)
  const invitations = `/identity/v1/families/${owner.familyId}/invitations`
  const invitationId = await createResource(invitations, { email: 'guest@example.com', role: 'adult' })
  return {
    owner,
    member,
    todoId,
    expenseId,
    budgetId,
    invitationId,
    async readAll() {
      const paths = [
        '/identity/v1/users/me',
        `/identity/v1/families/${owner.familyId}`,
        `/identity/v1/families/${owner.familyId}/members`,
        invitations,
        '/todo/v1/todos',
        '/budget/v1/expenses',
        '/budget/v1/budgets',
      ]
      return Promise.all(paths.map(async (path) => (await owner.call('GET', path)).body))
    },
  }
}
