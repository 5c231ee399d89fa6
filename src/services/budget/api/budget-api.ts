import { defineServiceApi, type ServiceApi } from '../../http/api/service-api.js'
import * as budgets from './budget-operations.js'
import * as categories from './category-operations.js'
import * as expenses from './expense-operations.js'

export const BUDGET_API: ServiceApi = defineServiceApi(
  'budget',
  'Expenses, categories, budgets and reports.',
  [
    {
      name: 'Expenses',
      description: 'Record and search the expenses of your family.',
      operations: [
        expenses.createExpense,
        expenses.listExpenses,
        expenses.listExpensesNear,
        expenses.getExpense,
        expenses.updateExpense,
        expenses.deleteExpense,
      ],
    },
    {
      name: 'Categories',
      description:
        'The categories of expenses: those of the operator, shared by all families, and those of your family.',
      operations: [categories.listCategories, categories.createCategory, categories.deleteCategory],
    },
    {
      name: 'Budgets',
      description: 'Monthly spending limits by category.',
      operations: [
        budgets.createBudget,
        budgets.listBudgets,
        budgets.getBudget,
        budgets.updateBudget,
        budgets.deleteBudget,
      ],
    },
    {
      name: 'Reports',
      description: 'Spending by month, currency and category.',
      operations: [budgets.getMonthlyReport],
    },
  ],
)
