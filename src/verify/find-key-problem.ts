import type { DerivedKeys, PlainRecord } from '../domain/entities/entity.js'

/** Describes why the derived keys of a record do not match its attributes; undefined if they do. */
export function findKeyProblem(
  { keys: derived }: { readonly keys?: DerivedKeys },
  record: PlainRecord,
): string | undefined {
  if (derived === undefined) return undefined
  const found = derived.derive(record)
  if ('problem' in found) return found.problem
  for (const name of derived.names) {
    if (record[name] !== found.keys[name]) {
      return `its ${name} is ${JSON.stringify(record[name])}, but its attributes require ${JSON.stringify(found.keys[name])}`
    }
  }
  return undefined
}
