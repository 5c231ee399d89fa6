import { createHmac, timingSafeEqual } from 'node:crypto'
import { checkArgument } from '../../../core/check-options.js'
import type { OptionRule } from '../../../core/option-rule.js'
import { HTTP_ERRORS } from '../problems/http-errors.js'
import { HttpProblem } from '../problems/http-problem.js'

export type CursorPart = string | number

/** Creates and reads the cursors of one service. A cursor is opaque, signed, and bound to one list. */
export interface PageCursors {
  /** `list` identifies the operation, the caller's family and the filters; the cursor is invalid for any other list. */
  seal(list: string, position: readonly CursorPart[]): string
  /** Throws INVALID_CURSOR (400) unless `seal` created the cursor for the same list. */
  open(list: string, cursor: string): readonly CursorPart[]
}

const SIGNATURE_BYTES = 16

const SECRET: OptionRule = {
  description: 'a secret as a Buffer of at least one byte',
  accepts: (value) => ArrayBuffer.isView(value) && value.byteLength > 0,
}

export function pageCursors(secret: Buffer): PageCursors {
  checkArgument('pageCursors', SECRET, secret)
  const sign = (list: string, position: string): Buffer =>
    createHmac('sha256', secret).update(`${list}\n${position}`).digest().subarray(0, SIGNATURE_BYTES)
  return {
    seal(list, position) {
      const text = JSON.stringify(position)
      return Buffer.concat([sign(list, text), Buffer.from(text)]).toString('base64url')
    },
    open(list, cursor) {
      const bytes = Buffer.from(cursor, 'base64url')
      const text = bytes.subarray(SIGNATURE_BYTES).toString()
      const signature = bytes.subarray(0, SIGNATURE_BYTES)
      const position: unknown =
        signature.length === SIGNATURE_BYTES && timingSafeEqual(signature, sign(list, text))
          ? JSON.parse(text)
          : undefined
      if (Array.isArray(position)) return position
      throw new HttpProblem(HTTP_ERRORS.INVALID_CURSOR, {
        detail: 'Use next_cursor of the previous page with the same filters, or omit cursor.',
      })
    },
  }
}
