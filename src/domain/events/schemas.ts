import { array, integer, nullable, object, optional, type SchemaType, string } from '../../core/schema.js'

/** The public fields of a user that each event about one has. The family is null if the user belongs to none. */
export const userFields = object({
  id: string(),
  email: string(),
  display_name: string(),
  family_id: nullable(string()),
  /** Missing in events of version 0.1.0. */
  membership_version: optional(integer()),
  version: integer(),
})

export const userChange = object({
  user: userFields,
  /** The family that the user has left with this change, and its owner. */
  left: optional(object({ family_id: string(), owner_id: string() })),
})

/** Fields of a todo; events have all fields that the API returns. */
export const todoFields = object({ id: string(), owner: string(), title: string(), status: string() })

export const todoChange = object({ todo: todoFields })

/** Ids are bare, `amount` is a decimal string. */
export const expenseFields = object({
  expense_id: string(),
  user_id: string(),
  family_id: string(),
  amount: string(),
  currency: string(),
  /** The id of the category. */
  category: string(),
  /** Of the membership of the user who created the expense. Missing in events of version 0.1.0. */
  membership_version: optional(integer()),
  created_at: string(),
})

export const categoryFields = object({ label: string(), subcategories: array(string()) })

/** Fields of an invitation; events have all fields that the API returns. */
export const invitationChange = object({
  invitation: object({
    id: string(),
    family_id: string(),
    email: string(),
    role: string(),
    invited_by: string(),
    expires_at: string(),
  }),
})

/** `12.50 USD in groceries`. */
export function describeExpense({ amount, currency, category }: SchemaType<typeof expenseFields>): string {
  return `${amount} ${currency} in ${category}`
}
