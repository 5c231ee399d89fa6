/** Why the value of an action is not valid. */
export interface ActionProblem {
  /** Follows the name of the action: `must be an object`. */
  readonly text: string
  /** The property or the element of the value. Default: the value itself. */
  readonly path?: readonly (string | number)[]
}

/** Validates the value of an action; returns `undefined` if it is valid. */
export type ActionCheck = (value: unknown) => ActionProblem | undefined
