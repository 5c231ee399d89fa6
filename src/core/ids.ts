import { v5, v7 } from 'uuid'

/** A new time-ordered id (RFC 9562, version 7). */
export function createId(): string {
  return v7()
}

/** The id that `name` has within `namespace` (RFC 9562, version 5): the same every time it is asked for. */
export function deriveId(name: string, namespace: string): string {
  return v5(name, namespace)
}
