import type { StoreName } from '../../core/store-name.js'
import type { InspectableEntity } from '../../domain/entities/registry.js'

/** How a value is entered. `json`: as text that is JSON. */
export type InputType = 'text' | 'number' | 'boolean' | 'choice' | 'time' | 'list' | 'json'

/** A field that can be changed, with its constraints and its value. */
export interface EditField {
  readonly name: string
  readonly type: InputType
  /** Undefined if the record does not have the field. */
  readonly value: unknown
  readonly description: string
  /** It can be cleared. */
  readonly nullable: boolean
  readonly choices?: readonly string[]
  readonly minLength?: number
  readonly maxLength?: number
  readonly pattern?: string
  /** What a valid value is: `an amount, such as 156.78`. */
  readonly expected?: string
  /** It is an amount of money, as a decimal string: what is entered as `20.1` is `20.10`. */
  readonly isAmount?: true
  /** The entity whose id it is. */
  readonly references?: InspectableEntity
  /** Records that it can refer to: their ids, and what people know them by. More may be valid. */
  readonly suggestions?: readonly { readonly value: string; readonly title: string }[]
  /** It is written straight to this store, because no service changes it. */
  readonly store?: StoreName
}
