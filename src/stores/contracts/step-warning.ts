/**
 * What a step does to records that exist: it deletes some, or overwrites values, or runs code or a command of which neither is known.
 */
export type DataEffect = 'deletes' | 'changes' | 'unknown'

/** What a step would do given the current data, such as `deletes legacy, which contains data (about 12 rows, 8192 bytes)`. */
export interface StepWarning {
  readonly text: string
  /** Absent if no record is deleted or changed. */
  readonly effect?: DataEffect
  /** Whether the step cannot succeed, for example because it names a table that does not exist. Default: false. */
  readonly fails?: boolean
}

/** Of a step whose effect cannot be read from its text. */
export const UNKNOWN_CODE: StepWarning = { text: 'runs code that may change data', effect: 'unknown' }
