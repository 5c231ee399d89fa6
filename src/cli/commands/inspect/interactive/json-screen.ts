import type { PlainRecord } from '../../../../inspect/records/record-view.js'
import type { Navigation, Screen } from './screen.js'

/** Shows a record as stored, as JSON to be copied. */
export function jsonScreen({ record }: { readonly record: PlainRecord }): Screen {
  return async ({ output }): Promise<Navigation> => {
    await output.printRaw(`${JSON.stringify(record, null, 2)}\n\n`)
    const next = await output.choose<Navigation>('Raw JSON', [
      { name: 'back', value: 'back' },
      { name: 'quit', value: 'quit' },
    ])
    return next ?? 'back'
  }
}
