import type { PlainRecord } from '../../../../inspect/records/record-view.js'
import type { Navigation, Screen } from './screen.js'

/** A record as the store holds it, as JSON that can be copied. */
export function jsonScreen({ record }: { readonly record: PlainRecord }): Screen {
  return async ({ output }): Promise<Navigation> => {
    await output.printRaw(`${JSON.stringify(record, null, 2)}\n\n`)
    const turn = await output.choose<Navigation>('Raw JSON', [
      { name: 'back', value: 'back' },
      { name: 'leave', value: 'leave' },
    ])
    return turn ?? 'back'
  }
}
