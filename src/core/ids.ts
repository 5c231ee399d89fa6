import { v5, v7 } from 'uuid'

/** Creates a time-ordered UUID (RFC 9562, version 7). */
export function createId(): string {
  return v7()
}

/** Derives a deterministic UUID from `name` and `namespace` (RFC 9562, version 5). */
export function deriveId(name: string, namespace: string): string {
  return v5(name, namespace)
}
