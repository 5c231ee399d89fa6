import { HomeError } from '../core/home-error.js'
import { EVENTS_ERRORS } from '../events/events-errors.js'

/**
 * Returns a parser of UUIDs, also with a prefix, as in `FAMILY#<uuid>`. `what` is what it identifies: `a family`;
 * `suggestion`, how to find one. Throws `INVALID_ID`.
 */
export function parseUuid(what: string, suggestion: string): (text: string) => string {
  return (text) => {
    const found = /(?:^|[#_])([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/i.exec(text)?.[1]
    if (found !== undefined) return found.toLowerCase()
    throw new HomeError(EVENTS_ERRORS.INVALID_ID, {
      message: `"${text}" is not the ID of ${what}.`,
      detail: 'IDs are UUIDs, such as 0190f5f0-7c1e-7000-8000-000000000000.',
      suggestion,
    })
  }
}
