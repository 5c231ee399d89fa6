import { SqlReader, toStoredName } from '../sql/sql-reader.js'

/** A constraint that ALTER TABLE checks for the rows that exist. */
export type CheckedConstraint = {
  /** As written. */
  readonly table: string
  /** The statement changes no values of columns, for example their type, before it checks them. */
  readonly isAlone: boolean
} & (
  | /** `VALIDATE CONSTRAINT`: the name as stored. */
    { readonly kind: 'validate'; readonly name: string }
  /** `ADD CHECK`: the expression, and what the constraint is called in a message. */
  | { readonly kind: 'check'; readonly expression: string; readonly label: string }
)

/** Finds the constraints whose definition, or name, a statement contains. Not those of new columns. Pure. */
export function findCheckedConstraints(statement: string): readonly CheckedConstraint[] {
  const reader = new SqlReader(statement)
  if (!reader.take('alter', 'table')) return []
  reader.take('if', 'exists')
  const table = reader.readTable()
  if (table === undefined) return []
  const actions = reader.splitRest()
  const isAlone = actions.every((action) => ['add', 'validate'].includes(action.peek()))
  return actions.flatMap((action): readonly CheckedConstraint[] => {
    if (action.take('validate', 'constraint')) {
      const name = action.readName()
      return name === undefined ? [] : [{ kind: 'validate', table, isAlone, name: toStoredName(name) }]
    }
    if (!action.take('add')) return []
    const name = action.take('constraint') ? action.readName() : undefined
    if (!action.take('check')) return []
    const expression = action.readParentheses()?.text
    // NOT VALID, NOT ENFORCED
    if (expression === undefined || action.has('valid', 'enforced')) return []
    const label =
      name === undefined ? `CHECK (${expression.trim().replaceAll(/\s+/g, ' ')})` : `the constraint ${name}`
    return [{ kind: 'check', table, isAlone, expression, label }]
  })
}
