import { type CorruptFunction, deleteItem, findReviewedExpenseId, getFamilyRecords } from '../corruption.js'

export const corruptions: readonly CorruptFunction[] = [
  async (context) => {
    const todo = (getFamilyRecords(context, 'dynamodb').todos ?? []).find(
      (each) => findReviewedExpenseId(each) !== undefined,
    )
    if (todo === undefined) return undefined
    await deleteItem(context, todo)
    const breaks = { invariant: 7, id: `expense_${findReviewedExpenseId(todo)}` } as const
    return {
      description: 'review todo dropped',
      store: 'dynamodb',
      id: todo.id,
      difference: 'missing',
      breaks,
    }
  },
]
