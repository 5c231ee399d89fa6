// Code that uses the types which are generated from each document.
export const CLIENTS = {
  identity: `
    type Schemas = components['schemas']
    export const user: Schemas['User'] = {
      id: 'u', email: 'alex@example.com', display_name: 'Alex', family_id: null, role: null,
      membership_version: 0, version: 1, created_at: '2024-10-05T18:00:00Z', updated_at: '2024-10-05T18:00:00Z',
    }
    export const role: Schemas['MemberRole'] = 'owner'
    export function getFamilyName(result: Schemas['RegistrationResult']): string | undefined {
      const family: Schemas['Family'] | null = result.family
      return family?.name
    }
    type SignIn = paths['/v1/sessions']['post']
    export const tokens = (body: SignIn['responses'][201]['content']['application/json']): Schemas['Tokens'] => body
    // @ts-expect-error The password is required.
    export const incomplete: Schemas['Credentials'] = { email: 'alex@example.com' }`,
  todo: `
    type Schemas = components['schemas']
    export const newTodo: Schemas['NewTodo'] = { title: 'Fix kitchen faucet', priority: 'high' }
    export const change: Schemas['TodoChange'] = { status: 'completed', assigned_to: null }
    type Page = operations['listTodos']['responses'][200]['content']['application/json']
    export const todos = (page: Page): readonly Schemas['Todo'][] => page.items
    export const statusOf = (todo: Schemas['Todo']): Schemas['TodoStatus'] => todo.status
    export const codeOf = (problem: Schemas['Problem']): string => problem.code
    // @ts-expect-error There is no such priority.
    export const wrong: Schemas['TodoPriority'] = 'later'`,
  budget: `
    type Schemas = components['schemas']
    export const expense: Schemas['NewExpense'] = {
      amount: '12.78', currency: 'USD', category: { primary: 'groceries' },
      receipt: { store: 'Whole Foods Market', items: [{ name: 'Organic Milk', price: '6.39', quantity: 2 }] },
    }
    export const clear: Schemas['ExpenseChange'] = { receipt: null, location: null }
    export const near = (page: Schemas['NearExpensePage']): readonly Schemas['Expense'][] =>
      page.items.map((item) => item.expense)
    export const leftOf = (budget: Schemas['Budget']): string => budget.left
    export const labels = (list: Schemas['CategoryList']): string[] =>
      list.items.map((category: Schemas['Category']) => category.label)
    // @ts-expect-error Amounts are strings.
    export const wrong: Schemas['NewExpense']['amount'] = 12.78`,
  gateway: `
    type Schemas = components['schemas']
    type Json<Path extends '/todo/v1/todos' | '/budget/v1/expenses'> =
      paths[Path]['post']['responses'][201]['content']['application/json']
    export const todo = (body: Json<'/todo/v1/todos'>): Schemas['Todo'] => body
    export const expense = (body: Json<'/budget/v1/expenses'>): Schemas['Expense'] => body
    export const family = (session: Schemas['RegistrationResult']): Schemas['Family'] | null => session.family
    export type Ids = operations['getUser']['parameters']['path']['id']`,
}
