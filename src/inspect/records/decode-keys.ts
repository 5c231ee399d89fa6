import type { DerivedKeys, PlainRecord } from '../../domain/entities/entity.js'
import type { DecodedKey } from './record-view.js'

/**
 * Splits the derived keys of a record at `#` and compares them with those that its attributes require. If its attributes are
 * invalid, nothing is compared.
 */
export function decodeKeys(
  { keys: derived }: { readonly keys?: DerivedKeys },
  record: PlainRecord,
): readonly DecodedKey[] {
  if (derived === undefined) return []
  const found = derived.derive(record)
  const expected = 'problem' in found ? {} : found.keys
  return derived.names.flatMap((name) => {
    const raw = record[name]
    const wanted = expected[name]
    if (typeof raw !== 'string') {
      return wanted === undefined ? [] : [{ name, raw: '', parts: [], expected: wanted }]
    }
    return [
      {
        name,
        raw,
        parts: splitKey(raw),
        ...(wanted === undefined || wanted === raw ? {} : { expected: wanted }),
      },
    ]
  })
}

/** Splits `TODO#2024-10-05#HIGH#id` into `TODO#`, `2024-10-05`, `HIGH`, `id`. The prefix keeps its `#`, as in the ADR. */
function splitKey(raw: string): readonly string[] {
  const [head = '', ...rest] = raw.split('#')
  return rest.length === 0 ? [head] : [`${head}#`, ...rest]
}
